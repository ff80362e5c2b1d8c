/** A schema registry with Confluent's API in a process of its own. */
package dev.headgate.testkit.registry;
