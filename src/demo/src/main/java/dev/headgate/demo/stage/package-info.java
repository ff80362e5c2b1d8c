/**
 * What every form of the demo has on stage: the servers, a consumer that watches the topic, lines
 * that tell what goes on, and the judge. Nothing here knows who drives the sink.
 */
package dev.headgate.demo.stage;
