/**
 * The stream of changes as a source hands it on: whole transactions in commit order, with rows as
 * flyweights over the bytes that arrived. What is done with a change does not belong here.
 */
package dev.headgate.dataflow.change;
