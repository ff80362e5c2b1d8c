/**
 * Reading the contents of tables at a known point of a stream that is under way, without another
 * slot: which snapshot can be used, and which of the streamed transactions it does not show. What
 * those changed is recorded elsewhere.
 */
package dev.headgate.postgres.reread;
