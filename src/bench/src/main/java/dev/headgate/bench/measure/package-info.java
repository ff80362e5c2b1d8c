/**
 * The benchmarks: each prepares a sink, puts it under a load, and notes what a consumer sees, and
 * where there is one the same of what it is measured against.
 */
package dev.headgate.bench.measure;
