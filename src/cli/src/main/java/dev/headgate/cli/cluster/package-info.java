/**
 * The API server as the commands see it: which one, who asks, and the few requests that they make.
 * What to change, and why not, is decided elsewhere.
 */
package dev.headgate.cli.cluster;
