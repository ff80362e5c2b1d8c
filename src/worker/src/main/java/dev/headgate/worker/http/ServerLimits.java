package dev.headgate.worker.http;

import java.time.Duration;

/**
 * What clients may take.
 *
 * @param bodyBytes the largest request body that is read
 * @param exchange how long reading a request's body, answering it, or writing one event may take;
 *     then the connection is closed
 * @param eventStreams how many clients may listen to events at a time
 * @param eventInterval how often events are looked for; changes in between become one event
 * @param heartbeat how long a silent stream goes without a comment that keeps it open
 */
public record ServerLimits(
    int bodyBytes,
    Duration exchange,
    int eventStreams,
    Duration eventInterval,
    Duration heartbeat) {

  public static final ServerLimits DEFAULT =
      new ServerLimits(
          1 << 20, Duration.ofSeconds(10), 16, Duration.ofMillis(500), Duration.ofSeconds(15));
}
