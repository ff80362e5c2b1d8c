/**
 * The worker: a process that runs sinks and says how they are. Here is what it is made of from
 * outside; how a sink runs is in {@code sink}, how it is asked and watched in {@code http}, what is
 * measured in {@code metrics}, how the process starts and stops in {@code process}.
 */
package dev.headgate.worker;
