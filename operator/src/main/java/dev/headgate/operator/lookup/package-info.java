/**
 * How objects of the cluster are looked up by name: from the API server itself, from what a watch
 * has brought, or from what was read a moment ago. What they mean is told elsewhere.
 */
package dev.headgate.operator.lookup;
