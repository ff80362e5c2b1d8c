package dev.headgate.operator;

import dev.headgate.operator.sink.ReconcilePoints;

/** An operator, as it is started in production. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Program.run(ReconcilePoints.NONE);
  }
}
