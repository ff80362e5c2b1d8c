/** Files for what does not fit in memory. What is in them does not belong here. */
package dev.headgate.worker.spill;
