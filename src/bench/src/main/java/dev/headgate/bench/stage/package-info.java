/**
 * What is measured: real servers, a worker in a JVM of its own, somebody who tells it what is
 * wanted, the load upstream and the topic downstream. Figures are made elsewhere.
 */
package dev.headgate.bench.stage;
