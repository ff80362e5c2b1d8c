/** Connections: the resource, its Secrets, and the values that {@code dataflow} knows them by. */
package dev.headgate.operator.connection;
