/**
 * What a Sink resource leads to: everything that bears on it is read into one {@code Seen}, what to
 * do is decided by {@code dataflow.cutover}, carried out in a fixed order, and reported in the
 * status, written once at the end. What stands in the status is made here from values alone.
 */
package dev.headgate.operator.sink;
