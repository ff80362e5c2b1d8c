/**
 * The quick start: starts real servers, runs a sink on them, cuts it over while both relations are
 * written to, and judges the topic against the history of both. Here are the programs: the demo,
 * and a consumer for people.
 */
package dev.headgate.demo;
