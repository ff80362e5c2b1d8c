package dev.headgate.dataflow.plan;

/**
 * What a relation asks about the role that reads it.
 *
 * @param name the role's name
 * @param database the database that it is connected to
 * @param mayReplicate whether it may create and read replication slots
 * @param mayPublish whether it has CREATE on the database
 */
public record Role(String name, String database, boolean mayReplicate, boolean mayPublish) {}
