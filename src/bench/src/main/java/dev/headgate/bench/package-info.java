/**
 * Benchmarks of one sink on real servers, beside what they are measured against. Here is the
 * program: what is chosen, in which order it is measured, and the document that comes out.
 */
package dev.headgate.bench;
