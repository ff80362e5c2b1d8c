package dev.headgate.dataflow.contents;

/** A table was truncated beside the read of its contents: they have to be read again. */
public final class ContentsTruncated extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final long table;

  ContentsTruncated(long table) {
    super(
        "The table with OID %d was truncated after its contents were read; they are read again."
            .formatted(table));
    this.table = table;
  }

  /** The OID of the table. */
  public long table() {
    return table;
  }
}
