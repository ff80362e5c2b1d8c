/** A PostgreSQL server in processes of its own, set up for logical replication. */
package dev.headgate.testkit.postgres;
