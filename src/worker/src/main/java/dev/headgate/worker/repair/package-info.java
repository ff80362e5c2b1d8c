/**
 * Preparing what a cutover writes beyond changing over: reading contents of relations and topic,
 * and comparing them. When that happens, and what is then committed, does not belong here.
 */
package dev.headgate.worker.repair;
