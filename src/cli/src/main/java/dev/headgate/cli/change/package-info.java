/**
 * What each verb changes in a Sink's spec, and when it is refused. Pure: a Sink goes in, the fields
 * to write and a sentence for people come out.
 */
package dev.headgate.cli.change;
