/** Loopback: free ports, and a proxy that can lose what a network loses. */
package dev.headgate.testkit.net;
