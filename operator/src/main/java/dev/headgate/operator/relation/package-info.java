/**
 * Relations: the resource, the look into the database's catalog that pins it to a table, and what
 * others read of it. Nothing here alters a database.
 */
package dev.headgate.operator.relation;
