package dev.headgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UpperUnderLoadTest {

  @Test
  void noTransactionComesBelowAnUpperHandedOutBefore() throws Exception {
    try (var database = Database.create()) {
      database.execute(
          "CREATE TABLE orders (id int PRIMARY KEY, note text)",
          "CREATE TABLE other (id int PRIMARY KEY, note text)");
      try (var slot = Source.export(database, "orders");
          var stream = Source.stream(database, slot.name(), slot.consistentPoint())) {
        var changes = new RecordedChanges();
        var load = Load.start(database, 4, "orders", "other");

        while (load.committed() < 3000 || changes.uppersBetween() < 20) {
          stream.requestUpper();
          stream.poll(changes);
        }
        load.stop();
        Source.catchUp(database, stream, changes);

        assertThat(changes.tooEarly()).isEmpty();
        assertThat(changes.transactions()).hasSizeGreaterThan(500);
      }
    }
  }
}
