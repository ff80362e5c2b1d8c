package dev.headgate.worker.sink;

import dev.headgate.dataflow.contents.Storage;
import dev.headgate.kafka.CommitPoints;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a sink's loop is given by its process.
 *
 * @param incarnation of the process, new at every start
 * @param settings what tunes the loop
 * @param clock for deadlines
 * @param nanoTime for intervals
 * @param random for the names of slots and publications
 * @param storage for contents that do not fit in memory
 * @param http for the schema registry; follows no redirects
 * @param commitLatency told how long each commit took
 * @param commitPoints where a commit can be watched
 * @param observer watches the loop
 */
public record SinkContext(
    String incarnation,
    SinkSettings settings,
    Clock clock,
    LongSupplier nanoTime,
    RandomGenerator random,
    Storage storage,
    HttpClient http,
    Consumer<Duration> commitLatency,
    CommitPoints commitPoints,
    SinkObserver observer) {}
