package dev.headgate.worker.sink;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.time.Timestamp;

/** Hands every change to one, then to the other. */
record Both(ChangeHandler first, ChangeHandler second) implements ChangeHandler {

  @Override
  public void begin(Timestamp at, int xid) {
    first.begin(at, xid);
    second.begin(at, xid);
  }

  @Override
  public void insert(long table, TextRow row) {
    first.insert(table, row);
    second.insert(table, row);
  }

  @Override
  public void update(long table, TextRow old, TextRow row) {
    first.update(table, old, row);
    second.update(table, old, row);
  }

  @Override
  public void delete(long table, TextRow old) {
    first.delete(table, old);
    second.delete(table, old);
  }

  @Override
  public void truncate(long table) {
    first.truncate(table);
    second.truncate(table);
  }

  @Override
  public void shape(TableShape shape) {
    first.shape(shape);
    second.shape(shape);
  }

  @Override
  public void commit(Timestamp upper) {
    first.commit(upper);
    second.commit(upper);
  }

  @Override
  public void upper(Timestamp upper) {
    first.upper(upper);
    second.upper(upper);
  }
}
