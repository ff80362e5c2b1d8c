package dev.headgate.dataflow.relation;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A supported column type. Equal types encode alike.
 *
 * @param kind which type
 * @param modifier scale of {@code numeric(p,s)}, precision in digits of {@code time(p)}, {@code
 *     timestamp(p)} and {@code timestamptz(p)}, length in characters of {@code char(n)} and {@code
 *     varchar(n)}; empty where the declaration has none
 * @param precision total digits of {@code numeric(p,s)}; empty otherwise
 */
public record ColumnType(Kind kind, OptionalInt modifier, OptionalInt precision) {

  /** Types that can be written; every other one is refused by name. */
  public enum Kind {
    BOOL(16, "boolean"),
    INT2(21, "smallint"),
    INT4(23, "integer"),
    INT8(20, "bigint"),
    FLOAT4(700, "real"),
    FLOAT8(701, "double precision"),
    NUMERIC(1700, "numeric"),
    TEXT(25, "text"),
    VARCHAR(1043, "character varying"),
    CHAR(1042, "character"),
    UUID(2950, "uuid"),
    DATE(1082, "date"),
    TIME(1083, "time without time zone"),
    TIMESTAMP(1114, "timestamp without time zone"),
    TIMESTAMPTZ(1184, "timestamp with time zone"),
    BYTEA(17, "bytea"),
    JSON(114, "json"),
    JSONB(3802, "jsonb");

    private final int oid;
    private final String sqlName;

    Kind(int oid, String sqlName) {
      this.oid = oid;
      this.sqlName = sqlName;
    }

    /** The type's fixed OID in {@code pg_type}. */
    public int oid() {
      return oid;
    }

    /** The name that {@code format_type} prints. */
    public String sqlName() {
      return sqlName;
    }
  }

  public static ColumnType of(Kind kind) {
    return new ColumnType(kind, OptionalInt.empty(), OptionalInt.empty());
  }

  public static ColumnType numeric(int precision, int scale) {
    return new ColumnType(Kind.NUMERIC, OptionalInt.of(scale), OptionalInt.of(precision));
  }

  /**
   * {@code char(n)}, {@code varchar(n)}, {@code time(p)}, {@code timestamp(p)} or {@code
   * timestamptz(p)}.
   */
  public static ColumnType of(Kind kind, int modifier) {
    return new ColumnType(kind, OptionalInt.of(modifier), OptionalInt.empty());
  }

  /**
   * The type that the catalog describes by {@code pg_attribute.atttypid} and {@code atttypmod}, or
   * empty if it is not supported.
   */
  public static Optional<ColumnType> ofCatalog(long typeOid, int typeModifier) {
    for (Kind kind : Kind.values()) {
      if (kind.oid() == typeOid) {
        return Optional.of(decodeModifier(kind, typeModifier));
      }
    }
    return Optional.empty();
  }

  private static ColumnType decodeModifier(Kind kind, int typeModifier) {
    if (typeModifier < 0) {
      return of(kind);
    }
    return switch (kind) {
      // numerictypmodin packs precision and an 11-bit signed scale above the 4-byte header size.
      case NUMERIC -> {
        int packed = typeModifier - 4;
        int scale = ((packed & 0x7FF) ^ 1024) - 1024;
        yield numeric(packed >> 16 & 0xFFFF, scale);
      }
      case VARCHAR, CHAR -> of(kind, typeModifier - 4);
      case TIME, TIMESTAMP, TIMESTAMPTZ -> of(kind, typeModifier);
      default -> of(kind);
    };
  }

  /** The type as {@code atttypmod} has it; the inverse of {@link #ofCatalog}. */
  public int typeModifier() {
    if (modifier.isEmpty()) {
      return -1;
    }
    return switch (kind) {
      case NUMERIC -> (precision.orElseThrow() << 16 | modifier.getAsInt() & 0x7FF) + 4;
      case VARCHAR, CHAR -> modifier.getAsInt() + 4;
      default -> modifier.getAsInt();
    };
  }

  /** As {@code format_type} prints it, for example {@code numeric(10,2)}. */
  @Override
  public String toString() {
    if (modifier.isEmpty()) {
      return kind.sqlName();
    }
    return switch (kind) {
      case NUMERIC -> "numeric(%d,%d)".formatted(precision.orElseThrow(), modifier.getAsInt());
      case TIME -> "time(%d) without time zone".formatted(modifier.getAsInt());
      case TIMESTAMP -> "timestamp(%d) without time zone".formatted(modifier.getAsInt());
      case TIMESTAMPTZ -> "timestamp(%d) with time zone".formatted(modifier.getAsInt());
      default -> "%s(%d)".formatted(kind.sqlName(), modifier.getAsInt());
    };
  }
}
