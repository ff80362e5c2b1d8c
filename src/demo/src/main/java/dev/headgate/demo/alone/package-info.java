/**
 * The demo where no API server can be had: a worker in this JVM, driven over its control API as the
 * operator would drive it, by the same decisions.
 */
package dev.headgate.demo.alone;
