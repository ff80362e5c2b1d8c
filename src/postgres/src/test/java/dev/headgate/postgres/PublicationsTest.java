package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.dataflow.relation.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublicationsTest {

  private static final TableName A = TableName.parse("a");
  private static final TableName B = new TableName("public", "B b");

  private Database database;
  private Connection session;
  private Publications publications;

  @BeforeEach
  void connect() throws SQLException {
    database = Database.create();
    session = database.connect();
    publications = new Publications(session);
    database.execute("CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE \"B b\" (id int)");
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
    database.close();
  }

  @Test
  void everyStepMayBeRepeated() throws SQLException {
    publications.create("headgate_1", List.of(A));
    publications.create("headgate_1", List.of(A));
    assertThat(publications.tables("headgate_1")).containsExactly(A);

    publications.addTable("headgate_1", B);
    publications.addTable("headgate_1", B);
    assertThat(publications.tables("headgate_1")).containsExactlyInAnyOrder(A, B);

    publications.dropTable("headgate_1", A);
    publications.dropTable("headgate_1", A);
    assertThat(publications.tables("headgate_1")).containsExactly(B);

    publications.drop("headgate_1");
    publications.drop("headgate_1");
    assertThat(publications.tables("headgate_1")).isEmpty();
  }

  @Test
  void makingOneAgainGivesItTheTablesAskedFor() throws SQLException {
    publications.create("headgate_1", List.of(A));

    publications.create("headgate_1", List.of(B));

    assertThat(publications.tables("headgate_1")).containsExactly(B);
  }

  @Test
  void aTableThatWasDroppedNeedNotBeTakenOut() throws SQLException {
    publications.create("headgate_1", List.of(A, B));
    database.execute("DROP TABLE a");

    publications.dropTable("headgate_1", A);

    assertThat(publications.tables("headgate_1")).containsExactly(B);
  }

  @Test
  void changingAPublicationThatDoesNotExistIsAnError() {
    assertThatThrownBy(() -> publications.addTable("headgate_1", A))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("publication \"headgate_1\" does not exist");
    assertThatThrownBy(() -> publications.dropTable("headgate_1", A))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("publication \"headgate_1\" does not exist");
  }

  @Test
  void onlyThoseWithThePrefixAreListed() throws SQLException {
    publications.create("headgate_2", List.of(A));
    publications.create("headgate_1", List.of(A));
    publications.create("headgatex1", List.of(A));

    assertThat(publications.list("headgate_")).containsExactly("headgate_1", "headgate_2");
  }
}
