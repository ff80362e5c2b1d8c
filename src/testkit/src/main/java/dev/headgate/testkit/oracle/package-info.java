/**
 * What a sink's topic must hold, told without any code of the sinks: by what {@code test_decoding}
 * says of the tables, by what a consumer reads, and by the progress records as plain JSON.
 */
package dev.headgate.testkit.oracle;
