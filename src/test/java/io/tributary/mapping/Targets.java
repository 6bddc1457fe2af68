package io.tributary.mapping;

import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import java.util.List;
import java.util.Optional;

/** Target columns and tables for tests. */
final class Targets {

  private Targets() {}

  static TargetColumn column(String name, String type) {
    return column(name, type, 0, 0, 6);
  }

  static TargetColumn varchar(String name, int length) {
    return column(name, "varchar", length, 0, 0);
  }

  static TargetColumn numeric(String name, int precision, int scale) {
    return column(name, "numeric", 0, precision, scale);
  }

  /** A time or timestamp of so many fractional digits. */
  static TargetColumn seconds(String name, String type, int digits) {
    return column(name, type, 0, 0, digits);
  }

  static TargetColumn labels(String name, String... labels) {
    return new TargetColumn(
        name,
        "enum",
        false,
        "mood",
        0,
        0,
        0,
        0,
        -1,
        false,
        Optional.empty(),
        false,
        List.of(labels),
        List.of());
  }

  static TargetColumn array(String name, String type) {
    return new TargetColumn(
        name,
        type,
        true,
        type + "[]",
        25,
        0,
        0,
        0,
        -1,
        false,
        Optional.empty(),
        false,
        List.of(),
        List.of());
  }

  private static TargetColumn column(
      String name, String type, int length, int precision, int scale) {
    return new TargetColumn(
        name,
        type,
        false,
        type,
        0,
        length,
        precision,
        scale,
        -1,
        false,
        Optional.empty(),
        false,
        List.of(),
        List.of());
  }

  static TargetColumn notNull(TargetColumn c) {
    return with(c, true, c.defaultExpression(), c.generated());
  }

  static TargetColumn defaulted(TargetColumn c, String expression) {
    return with(c, c.notNull(), Optional.of(expression), c.generated());
  }

  static TargetColumn generated(TargetColumn c) {
    return with(c, c.notNull(), c.defaultExpression(), true);
  }

  private static TargetColumn with(
      TargetColumn c, boolean notNull, Optional<String> defaultExpression, boolean generated) {
    return new TargetColumn(
        c.name(),
        c.type(),
        c.array(),
        c.sqlType(),
        c.elementOid(),
        c.length(),
        c.precision(),
        c.scale(),
        c.modifier(),
        notNull,
        defaultExpression,
        generated,
        c.enumLabels(),
        c.checks());
  }

  static TargetTable table(String name, TargetColumn... columns) {
    return table(name, List.of(), true, columns);
  }

  /** The same table with another primary key. */
  static TargetTable keyed(TargetTable table, String... primaryKey) {
    return new TargetTable(
        table.schema(),
        table.name(),
        table.columns(),
        List.of(primaryKey),
        List.of(),
        table.writingTriggers(),
        false,
        table.insertable());
  }

  static TargetTable table(
      String name, List<String> writingTriggers, boolean insertable, TargetColumn... columns) {
    return new TargetTable(
        "app",
        name,
        List.of(columns),
        List.of("id"),
        List.of(),
        writingTriggers,
        false,
        insertable);
  }
}
