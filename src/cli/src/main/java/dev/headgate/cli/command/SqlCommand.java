package dev.headgate.cli.command;

import dev.headgate.cli.sql.Parser;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "sql",
    description =
        "Does what statements of Materialize ask for: CREATE SINK, ALTER SINK ... SET FROM, DROP"
            + " SINK, SHOW SINKS, SHOW CREATE SINK, SELECT ... FROM mz_internal.mz_sink_statuses.")
final class SqlCommand implements Callable<Integer> {

  private final Session session;

  @Parameters(
      paramLabel = "STATEMENT",
      description = "One statement, or several with ; between them, done one after the other.")
  private String sql;

  @Mixin private WaitOptions wait;
  @Mixin private OutputOption output;

  SqlCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var execution = new Execution(session, output.get(), wait);
    for (var statement : Parser.parse(sql)) {
      int code = execution.run(statement);
      if (code != ExitCode.OK) {
        return code;
      }
    }
    return ExitCode.OK;
  }
}
