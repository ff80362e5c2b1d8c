/**
 * What the database's catalog says: tables, the server's abilities, and whether what a sink carries
 * is still as it was. Reads only, over a session that the caller owns. The one package of this
 * module that the operator uses, so nothing that streams belongs here.
 */
package dev.headgate.postgres.catalog;
