package dev.headgate.testkit.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Lines for whoever waits for this JVM. */
public final class Console {

  private Console() {}

  /**
   * Prints a line on the standard error stream that this JVM was started with. A test run replaces
   * {@code System.err} and keeps what is printed there in a file, where nobody sees it in time.
   */
  public static void print(String line) {
    // Not closed: the descriptor is the JVM's.
    PrintStream stream =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
    stream.println(line);
  }
}
