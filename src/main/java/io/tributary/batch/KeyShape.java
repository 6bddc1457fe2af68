package io.tributary.batch;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The columns that order and identify the rows of an entity, and the one text form of a key value.
 *
 * <p>The canonical text is what UUIDs are derived from and what the ledger keeps, so it must never
 * change: integers in decimal, decimals in plain notation without trailing zeros, GUIDs in lower
 * case, dates and times in ISO 8601, text as it is. The parts of a composite key are joined by
 * {@code |}; a backslash or bar inside a part is escaped by a backslash.
 *
 * @param columns the key columns in key order; never of type BOOLEAN, REAL, DOUBLE or BYTES
 */
public record KeyShape(List<SourceColumn> columns) {

  /** Checks that each column's type has a canonical text. */
  public KeyShape {
    columns = List.copyOf(columns);
    for (SourceColumn column : columns) {
      if (!canIdentify(column.type())) {
        throw new IllegalArgumentException(
            "column " + column.name() + " of type " + column.sqlType() + " cannot be a key");
      }
    }
  }

  /** Whether values of this type have an exact text form, so that they can identify a row. */
  public static boolean canIdentify(SourceType type) {
    return switch (type) {
      case INTEGER, DECIMAL, TEXT, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, UUID -> true;
      case BOOLEAN, REAL, DOUBLE, BYTES -> false;
    };
  }

  /** Whether keys are single integers, which the mapping store keeps as bigint. */
  public boolean isInteger() {
    return columns.size() == 1 && columns.get(0).type() == SourceType.INTEGER;
  }

  /** The canonical text of a whole key. No part may be null. */
  public String text(Object[] key) {
    if (key.length == 1) {
      return partText(key[0]);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < key.length; i++) {
      if (i > 0) {
        text.append('|');
      }
      text.append(partText(key[i]).replace("\\", "\\\\").replace("|", "\\|"));
    }
    return text.toString();
  }

  /** The canonical text of each part, unescaped: what the ledger keeps as bounds. */
  public String[] parts(Object[] key) {
    String[] parts = new String[key.length];
    for (int i = 0; i < key.length; i++) {
      parts[i] = partText(key[i]);
    }
    return parts;
  }

  /** The parts of a key of which {@link #text} made this text. */
  public String[] split(String text) {
    if (columns.size() == 1) {
      return new String[] {text};
    }
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '|') {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c == '\\' ? text.charAt(++i) : c);
      }
    }
    parts.add(part.toString());
    return parts.toArray(String[]::new);
  }

  /** The key values that {@link #parts} made these texts of. */
  public Object[] parse(String[] parts) {
    if (parts.length != columns.size()) {
      throw new IllegalArgumentException(
          "a key of " + columns.size() + " columns cannot have " + parts.length + " parts");
    }
    Object[] key = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      key[i] = parsePart(columns.get(i).type(), parts[i]);
    }
    return key;
  }

  /**
   * A key for logs, its parts joined by {@code |}. Parts of type text are not shown, since they may
   * be a person's number or name.
   *
   * @param parts as {@link #parts} gives them
   */
  String loggable(List<String> parts) {
    return IntStream.range(0, parts.size())
        .mapToObj(i -> columns.get(i).type() == SourceType.TEXT ? "(text)" : parts.get(i))
        .collect(Collectors.joining("|"));
  }

  /** The canonical text of one key value. */
  public static String partText(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    return value.toString();
  }

  private static Object parsePart(SourceType type, String text) {
    return switch (type) {
      case INTEGER -> Long.valueOf(text);
      case DECIMAL -> new BigDecimal(text);
      case TEXT -> text;
      case DATE -> LocalDate.parse(text);
      case TIME -> LocalTime.parse(text);
      case TIMESTAMP -> LocalDateTime.parse(text);
      case TIMESTAMPTZ -> OffsetDateTime.parse(text);
      case UUID -> UUID.fromString(text);
      case BOOLEAN, REAL, DOUBLE, BYTES ->
          throw new IllegalArgumentException("no key is of type " + type);
    };
  }
}
