package dev.headgate.bench.soak;

/**
 * A blow that has fallen.
 *
 * @param kill what was struck
 * @param point where the cutover was, as the worker said right before
 * @param struckNanos when, as of {@link System#nanoTime}
 * @param downNanos from then until what was struck served again; of a worker and an operator until
 *     its process was started
 */
public record Blow(Kill kill, String point, long struckNanos, long downNanos) {}
