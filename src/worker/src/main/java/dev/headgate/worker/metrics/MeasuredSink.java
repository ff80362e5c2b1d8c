package dev.headgate.worker.metrics;

import dev.headgate.worker.CommitLatency;
import dev.headgate.worker.HostedSink;

/** A sink, and how long its commits take. */
public record MeasuredSink(HostedSink sink, CommitLatency commits) {}
