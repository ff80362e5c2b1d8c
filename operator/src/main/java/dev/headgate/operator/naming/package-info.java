/** How objects get names that tell apart what is not the same and fit where they must. */
package dev.headgate.operator.naming;
