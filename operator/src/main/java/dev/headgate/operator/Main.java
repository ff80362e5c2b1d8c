package dev.headgate.operator;

import dev.headgate.operator.rights.RightsCheck;
import dev.headgate.operator.sink.ReconcilePoints;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** An operator, as it is started in production. */
public final class Main {

  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] args) {
    if (args.length == 0) {
      Program.run(ReconcilePoints.NONE);
    } else if (args.length == 2 && args[0].equals("rights")) {
      System.exit(RightsCheck.run(Path.of(args[1])));
    } else {
      LoggerFactory.getLogger(Main.class)
          .error("unknown arguments {}: write none, or: rights FILE", List.of(args));
      System.exit(USAGE);
    }
  }
}
