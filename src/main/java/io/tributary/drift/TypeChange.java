package io.tributary.drift;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a type compares with what it was. */
enum TypeChange {
  SAME,
  /** Every value of the former type is one of the new, unchanged. */
  WIDER,
  /** Every value of the new type is one of the former, unchanged. */
  NARROWER,
  /** Neither, or nobody knows. */
  OTHER;

  private static final int UNBOUNDED = Integer.MAX_VALUE;
  private static final int DATETIME_DIGITS = 3;

  private static final Pattern TYPE =
      Pattern.compile("([a-z0-9_ ]*?) ?(?:\\((\\d+|max)(?:, ?(\\d+))?\\))?( with.*)?");

  /** Whole numbers, and binary fractions, from narrow to wide. */
  private static final List<List<String>> LADDERS =
      List.of(
          List.of("tinyint", "smallint", "int", "bigint"),
          List.of("real", "float"),
          List.of("smalldatetime", "datetime", "datetime2"));

  /** Each server's names of the same types. */
  private static Optional<String> synonym(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "integer" -> "int";
          case "character varying", "varchar_ignorecase" -> "varchar";
          case "text", "character large object" -> "varchar";
          case "character", "bpchar" -> "char";
          case "decimal" -> "numeric";
          case "double precision" -> "float";
          case "binary varying", "bytea", "binary large object" -> "varbinary";
          default -> null;
        });
  }

  private record Type(String name, int length, int scale, String rest) {

    static Optional<Type> of(String written) {
      Matcher matcher = TYPE.matcher(written.toLowerCase(Locale.ROOT).trim());
      if (!matcher.matches()) {
        return Optional.empty();
      }
      String name = matcher.group(1);
      String length = matcher.group(2);
      String rest = matcher.group(4) == null ? "" : matcher.group(4);
      return Optional.of(
          new Type(
              synonym(name).orElse(name),
              length == null || length.equals("max") ? UNBOUNDED : Integer.parseInt(length),
              matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)),
              rest));
    }

    /** Whether all values of that type are of this one. */
    boolean holds(Type other) {
      if (!rest.equals(other.rest)) {
        return false;
      }
      if (!name.equals(other.name)) {
        return holdsOtherName(other);
      }
      return length == UNBOUNDED
          || (scale >= other.scale && length - scale >= other.length - other.scale);
    }

    private boolean holdsOtherName(Type other) {
      boolean unicode =
          (name.equals("nvarchar") && other.name.equals("varchar"))
              || (name.equals("nchar") && other.name.equals("char"));
      return unicode ? length >= other.length : isAbove(other) && !cutsSecondsOf(other);
    }

    private boolean isAbove(Type other) {
      return LADDERS.stream()
          .anyMatch(
              ladder ->
                  ladder.contains(other.name) && ladder.indexOf(name) > ladder.indexOf(other.name));
    }

    /** A datetime2 may have fewer digits of a second than a datetime. */
    private boolean cutsSecondsOf(Type other) {
      return other.name.equals("datetime") && length < DATETIME_DIGITS;
    }
  }

  static TypeChange of(String before, String now) {
    if (before.equalsIgnoreCase(now)) {
      return SAME;
    }
    Optional<Type> was = Type.of(before);
    Optional<Type> is = Type.of(now);
    if (was.isEmpty() || is.isEmpty()) {
      return OTHER;
    }
    if (is.get().holds(was.get())) {
      return WIDER;
    }
    return was.get().holds(is.get()) ? NARROWER : OTHER;
  }
}
