/**
 * What all kinds' statuses are made of: what a reference came to, conditions, and how they are
 * written.
 */
package dev.headgate.operator.status;
