/**
 * From what was noted to figures: quantiles, rates, silences. Pure; nothing here looks at a clock
 * or a process.
 */
package dev.headgate.bench.figures;
