package dev.headgate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said of statements before any API server is asked. */
class SqlUsageTest {

  @Test
  void aStatementThatIsNotUnderstoodEndsWithTwoAndItsPlace() {
    var run = Run.of("sql", "ALTER SINK a SET TO b").now();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            """
            error: line 1, column 18: expected FROM after SET, found TO
              ALTER SINK a SET TO b
                               ^
            """);
  }

  @Test
  void noStatementEndsWithTwo() {
    var run = Run.of("sql").now();

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Usage: ");
  }
}
