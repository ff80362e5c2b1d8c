/**
 * The soak: cutovers under load, one after the other, while processes are killed at random moments,
 * and after each a verdict on what the topic holds. Here are the stage, the blows, the judge and
 * the figures; the program is in the package above.
 */
package dev.headgate.bench.soak;
