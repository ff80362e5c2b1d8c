/** Servers shared by the test classes of a run. The only package that needs JUnit. */
package dev.headgate.testkit.junit;
