/**
 * The worker: a process that runs sinks and says how they are. Here is what it is made of from
 * outside; how a sink runs is in {@code sink}, how it is asked and watched in {@code http}.
 */
package dev.headgate.worker;
