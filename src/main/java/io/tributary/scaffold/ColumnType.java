package io.tributary.scaffold;

import io.tributary.batch.SourceColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The PostgreSQL type that takes a legacy column's values without loss.
 *
 * @param sql the type as it stands in DDL
 * @param as the conversion that the manifest has to state; empty where none is needed
 * @param remarks what a person should know or decide
 */
record ColumnType(String sql, String as, List<String> remarks) {

  /** The most characters that PostgreSQL takes as a bound. */
  private static final int LONGEST_BOUND = 10_485_760;

  private static final int MOST_DIGITS = 1_000;
  private static final int MICROSECONDS = 6;

  /**
   * The type for a column.
   *
   * @param typeName the legacy type, as the server names it
   * @param instants whether local date-times become instants
   */
  static ColumnType of(SourceColumn column, String typeName, boolean instants) {
    return switch (column.type()) {
      case BOOLEAN -> plain("boolean");
      case INTEGER -> plain(integer(typeName));
      case DECIMAL ->
          plain(
              column.length() == 0 || column.length() > MOST_DIGITS
                  ? "numeric"
                  : "numeric(" + column.length() + "," + column.scale() + ")");
      case REAL -> plain("real");
      case DOUBLE -> plain("double precision");
      case TEXT -> text(column, typeName);
      case DATE -> plain("date");
      case TIME -> digits("time", "", column);
      case TIMESTAMP ->
          instants ? digits("timestamptz", "timestamptz", column) : digits("timestamp", "", column);
      case TIMESTAMPTZ -> digits("timestamptz", "", column).with("its offset is not kept");
      case UUID -> plain("uuid");
      case BYTES -> plain("bytea");
    };
  }

  private ColumnType with(String remark) {
    List<String> all = new ArrayList<>(remarks);
    all.add(remark);
    return new ColumnType(sql, as, List.copyOf(all));
  }

  private static ColumnType plain(String sql) {
    return new ColumnType(sql, "", List.of());
  }

  private static String integer(String typeName) {
    return switch (typeName.toLowerCase(Locale.ROOT)) {
      case "tinyint", "smallint" -> "smallint";
      case "int", "integer" -> "integer";
      default -> "bigint";
    };
  }

  private static ColumnType text(SourceColumn column, String typeName) {
    String sql =
        column.length() == 0 || column.length() > LONGEST_BOUND
            ? "text"
            : "varchar(" + column.length() + ")";
    return switch (typeName.toLowerCase(Locale.ROOT)) {
      case "char", "nchar", "character" ->
          new ColumnType(
              sql, "", List.of("decide: padded with blanks; clean: [ trim-right ] takes them off"));
      case "xml" -> new ColumnType(sql, "", List.of("xml, kept as text"));
      case "geometry", "geography" ->
          new ColumnType(
              sql,
              "",
              List.of("decide: EWKT; as: ewkb keeps it to the last bit, in PostGIS or in bytea"));
      default -> plain(sql);
    };
  }

  private static ColumnType digits(String sql, String as, SourceColumn column) {
    boolean tooMany = column.scale() > MICROSECONDS;
    return new ColumnType(
        sql,
        as,
        tooMany
            ? List.of(
                "decide: "
                    + column.sqlType()
                    + " has more digits than microseconds; a row that uses them is refused, unless"
                    + " round names the loss")
            : List.of());
  }
}
