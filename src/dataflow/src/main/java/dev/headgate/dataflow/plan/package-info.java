/**
 * Whether a sink can run as defined, and how: its definition is held against what the upstream's
 * catalog says, and the answer is a plan or every problem at once. Pure; asking the catalog does
 * not belong here.
 */
package dev.headgate.dataflow.plan;
