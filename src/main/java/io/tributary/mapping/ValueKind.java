package io.tributary.mapping;

import io.tributary.batch.SourceType;
import io.tributary.copy.TargetColumn;
import io.tributary.manifest.Conversion;
import java.util.Arrays;
import java.util.List;

/** What kind of value a mapping has in hand, and which target types take it without loss. */
enum ValueKind {
  BOOLEAN,
  INTEGER,
  DECIMAL,
  REAL,
  DOUBLE,
  TEXT,
  DATE,
  TIME,
  /** A local date-time. */
  TIMESTAMP,
  /** An instant. */
  TIMESTAMPTZ,
  UUID,
  BYTES,
  /** Text that is, or will be checked to be, a JSON document. */
  JSON,
  /** Whatever a bean returned: the encoder takes it or fails. */
  ANY;

  static ValueKind of(SourceType type) {
    return valueOf(type.name());
  }

  /** What a stated conversion makes. */
  static ValueKind of(Conversion.To to) {
    return to == Conversion.To.EWKB ? BYTES : valueOf(to.name());
  }

  /** The kind in the words of the manifest. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether values of this kind go into that column as they are. */
  boolean fits(TargetColumn column) {
    if (this == ANY) {
      return true;
    }
    if (column.array()) {
      return false;
    }
    return switch (column.type()) {
      case "bool" -> this == BOOLEAN;
      case "int2", "int4", "int8" -> this == INTEGER;
      case "numeric" -> this == DECIMAL || this == INTEGER;
      case "float4" -> this == REAL;
      case "float8" -> this == DOUBLE || this == REAL;
      case "text", "varchar", "bpchar", "citext" -> this == TEXT;
      case "enum" -> this == TEXT;
      case "date" -> this == DATE;
      case "time" -> this == TIME;
      case "timestamp" -> this == TIMESTAMP;
      case "timestamptz" -> this == TIMESTAMPTZ;
      case "uuid" -> this == UUID;
      case "bytea" -> this == BYTES;
      // EWKB; what is none is refused row by row.
      case "geometry", "geography" -> this == BYTES;
      case "json", "jsonb" -> this == JSON;
      // PostgreSQL parses it; what is no XML is refused there.
      case "xml" -> this == TEXT;
      default -> false;
    };
  }

  /** Whether values go into that column once the manifest has said to make this kind of them. */
  boolean fitsWhenStated(TargetColumn column) {
    return fits(column) || (this == DOUBLE && column.type().equals("float4") && !column.array());
  }

  /** Whether {@code as} can make that of values of this kind. */
  boolean converts(Conversion.To to) {
    return switch (to) {
      case BOOLEAN -> isOneOf(BOOLEAN, INTEGER, DECIMAL, TEXT);
      case INTEGER -> isOneOf(INTEGER, DECIMAL, REAL, DOUBLE, TEXT, BOOLEAN);
      case DECIMAL, DOUBLE -> isOneOf(INTEGER, DECIMAL, REAL, DOUBLE, TEXT);
      case TEXT -> !isOneOf(BYTES, ANY);
      case DATE -> isOneOf(DATE, TIMESTAMP, TEXT);
      case TIME -> isOneOf(TIME, TIMESTAMP, TEXT);
      case TIMESTAMP -> isOneOf(TIMESTAMP, DATE, TEXT);
      case TIMESTAMPTZ -> isOneOf(TIMESTAMP, TIMESTAMPTZ, DATE, TEXT);
      case UUID -> isOneOf(UUID, TEXT);
      case JSON -> isOneOf(TEXT, JSON);
      // It is read as bytes because the manifest says so.
      case EWKB -> this == BYTES;
    };
  }

  /** The words of {@code as} that would bring values of this kind into that column. */
  List<String> waysInto(TargetColumn column) {
    return Arrays.stream(Conversion.To.values())
        .filter(to -> to != Conversion.To.EWKB)
        .filter(to -> converts(to) && of(to).fitsWhenStated(column))
        .map(Conversion.To::word)
        .toList();
  }

  private boolean isOneOf(ValueKind... kinds) {
    return Arrays.asList(kinds).contains(this);
  }
}
