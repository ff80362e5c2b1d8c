/**
 * From changes to messages: what an insert, update or delete means for its key, and the one message
 * that a touched key gets for each upstream transaction. How a row is written does not belong here,
 * see {@code row}; nor does who sends a message.
 */
package dev.headgate.dataflow.envelope;
