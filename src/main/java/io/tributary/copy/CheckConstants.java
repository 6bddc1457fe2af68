package io.tributary.copy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The constants that a CHECK constraint may compare a column with, so that Java compares as
 * PostgreSQL would.
 */
enum CheckConstants {
  INTEGER,
  NUMERIC,
  TEXT,
  DATE;

  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  private static final Pattern ISO_DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

  /**
   * A constant as it is written.
   *
   * @param type the type it has in the end; empty if a cast on the way may change the value
   */
  record Typed(String text, String type) {}

  /** Those of a column; empty if its type isn't one that is compared here. */
  static Optional<CheckConstants> of(TargetColumn column, boolean exactText) {
    if (column.array()) {
      return Optional.empty();
    }
    return switch (column.type()) {
      case "int2", "int4", "int8" -> Optional.of(INTEGER);
      case "numeric" -> Optional.of(NUMERIC);
      case "text", "varchar" -> exactText ? Optional.of(TEXT) : Optional.empty();
      case "date" -> Optional.of(DATE);
      default -> Optional.empty();
    };
  }

  /** Texts are only compared for equality: their order is their collation's. */
  boolean isOrdered() {
    return this != TEXT;
  }

  /**
   * Whether that column is itself when cast to that type; a domain's column is cast to its base.
   */
  boolean castsExactly(TargetColumn column, String type) {
    return hasType(type) && (!type.equals("smallint") || column.type().equals("int2"));
  }

  private boolean hasType(String type) {
    return switch (this) {
      case INTEGER -> INTEGERS.contains(type);
      case NUMERIC -> type.equals("numeric");
      case TEXT -> type.equals("text");
      case DATE -> type.equals("date");
    };
  }

  /** The constant after a cast. */
  static Typed cast(Typed constant, String type) {
    boolean isExact =
        switch (type) {
          case "numeric" -> INTEGERS.contains(constant.type) || constant.type.equals(type);
          case "bigint" -> INTEGERS.contains(constant.type);
          case "text" -> constant.type.equals("character varying") || constant.type.equals("text");
          default -> constant.type.equals(type);
        };
    return new Typed(constant.text, isExact ? type : "");
  }

  /** The value of a constant of one of these types; empty if it is none or has no plain value. */
  Optional<Comparable<?>> value(@Nullable Typed constant) {
    if (constant == null || !hasType(constant.type)) {
      return Optional.empty();
    }
    String text = constant.text;
    return switch (this) {
      case INTEGER ->
          WHOLE.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
      case NUMERIC ->
          DECIMAL.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
      case TEXT -> Optional.of(text);
      case DATE ->
          ISO_DATE.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : Optional.empty();
    };
  }
}
