/**
 * Kafka as a sink sees it: the cluster and its topics, the log of progress records, and the writer
 * that commits rows and progress in one transaction. Decides nothing about what is written or when.
 */
package dev.headgate.kafka;
