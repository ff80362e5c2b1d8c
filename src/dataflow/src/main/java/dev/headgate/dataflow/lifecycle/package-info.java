/**
 * A sink in a worker process, from its start to its end: who may run it, how it takes over, how it
 * streams, fails, tries again and is released. Around {@code Cutover}, which decides all that
 * concerns the next version. Pure functions over values.
 */
package dev.headgate.dataflow.lifecycle;
