package dev.headgate.worker.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          28P01 | Correct the Connection's Secret, or the role and its password in the database.
          28000 | Correct the Connection's Secret, or the role and its password in the database.
          3D000 | Create the database, or name another one in the Connection.
          42501 | Grant what is missing to the Connection's role, or name another role in the Connection.
          53300 | Raise max_connections and restart PostgreSQL, or end sessions that nobody needs.
          """)
  void whatPostgresqlSaysComesWithWhatToDo(String state, String remedy) {
    var text = Failures.text(new SQLException("FATAL: no", state));

    assertThat(text).isEqualTo("PostgreSQL: FATAL: no\n  " + remedy);
  }

  @Test
  void ofOtherErrorsItsOwnWordsMustDo() {
    assertThat(Failures.text(new SQLException("connection refused, check the port", "08001")))
        .isEqualTo("PostgreSQL: connection refused, check the port");
    assertThat(Failures.text(new SQLException("none"))).isEqualTo("PostgreSQL: none");
  }
}
