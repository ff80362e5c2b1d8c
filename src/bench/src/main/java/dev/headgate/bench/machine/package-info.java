/**
 * What the machine and its processes do, as Linux tells in {@code /proc}: processor time, memory,
 * and whether anybody else is at work.
 */
package dev.headgate.bench.machine;
