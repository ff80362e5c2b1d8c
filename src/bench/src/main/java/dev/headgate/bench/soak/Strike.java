package dev.headgate.bench.soak;

/**
 * A blow that is to fall.
 *
 * @param kill what is struck
 * @param moment when
 * @param choice which of several, where there are several: any number
 */
public record Strike(Kill kill, Moment moment, int choice) {}
