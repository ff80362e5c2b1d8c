package dev.headgate.postgres;

import dev.headgate.dataflow.change.ChangeHandler;
import dev.headgate.dataflow.change.TableShape;
import dev.headgate.dataflow.change.TextRow;
import dev.headgate.dataflow.time.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Notes every change as a line of text, with table names in place of OIDs. */
public final class RecordedChanges implements ChangeHandler {

  /** A whole transaction: its timestamp, where it ends, and its changes as text. */
  public record Transaction(Timestamp at, Timestamp end, int xid, List<String> changes) {}

  private final Map<Long, String> names = new HashMap<>();
  private final List<Transaction> transactions = new ArrayList<>();
  private final List<TableShape> shapes = new ArrayList<>();
  private final List<Timestamp> tooEarly = new ArrayList<>();
  private List<String> changes = new ArrayList<>();
  private Timestamp begun;
  private int xid;
  private Timestamp upper = Timestamp.ZERO;
  private int uppersBetween;

  public List<Transaction> transactions() {
    return transactions;
  }

  /** The changes of all whole transactions. */
  public List<String> changes() {
    return transactions.stream().flatMap(t -> t.changes().stream()).toList();
  }

  public List<TableShape> shapes() {
    return shapes;
  }

  public Timestamp upper() {
    return upper;
  }

  /** How often an upper came between transactions, so by a keepalive. */
  public int uppersBetween() {
    return uppersBetween;
  }

  /** Transactions and uppers that came below an upper handed out before; must be empty. */
  public List<Timestamp> tooEarly() {
    return tooEarly;
  }

  @Override
  public void begin(Timestamp at, int xid) {
    if (at.isBefore(upper)) {
      tooEarly.add(at);
    }
    begun = at;
    this.xid = xid;
    changes = new ArrayList<>();
  }

  @Override
  public void insert(long table, TextRow row) {
    changes.add("insert %s %s".formatted(name(table), text(row)));
  }

  @Override
  public void update(long table, TextRow old, TextRow row) {
    changes.add(
        "update %s %s-> %s".formatted(name(table), old == null ? "" : text(old) + " ", text(row)));
  }

  @Override
  public void delete(long table, TextRow old) {
    changes.add("delete %s %s".formatted(name(table), text(old)));
  }

  @Override
  public void truncate(long table) {
    changes.add("truncate " + name(table));
  }

  @Override
  public void shape(TableShape shape) {
    names.put(shape.oid(), shape.name().name());
    shapes.add(shape);
  }

  @Override
  public void commit(Timestamp upper) {
    transactions.add(new Transaction(begun, upper, xid, changes));
    raise(upper);
  }

  @Override
  public void upper(Timestamp upper) {
    uppersBetween++;
    raise(upper);
  }

  private void raise(Timestamp upper) {
    if (upper.isBefore(this.upper)) {
      tooEarly.add(upper);
    }
    this.upper = upper;
  }

  private String name(long table) {
    return names.getOrDefault(table, Long.toString(table));
  }

  private static String text(TextRow row) {
    var columns = new ArrayList<String>();
    for (int i = 0; i < row.size(); i++) {
      columns.add(row.isUnchanged(i) ? "<unchanged>" : row.text(i));
    }
    return columns.toString();
  }
}
