package io.tributary.drift;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What differs between a schema as it was and as it is. */
final class Comparison {

  private final Naming naming;
  private final List<Change> changes = new ArrayList<>();

  private Comparison(Naming naming) {
    this.naming = naming;
  }

  /** One difference, without a judgement. */
  sealed interface Change {

    /** The table, as it was or, if it is new, as it is. */
    Schema.Table table();
  }

  /** A table that was there and is not. */
  record TableGone(Schema.Table table) implements Change {}

  /** A table that is there and was not. */
  record TableNew(Schema.Table table) implements Change {}

  /** A table that had rows and has none. */
  record Emptied(Schema.Table table) implements Change {}

  /** A column that was there and is not. */
  record ColumnGone(Schema.Table table, Schema.Column column) implements Change {}

  /** A column that is there and was not. */
  record ColumnNew(Schema.Table table, Schema.Column column) implements Change {}

  /** A column of another type. */
  record TypeChanged(Schema.Table table, Schema.Column before, Schema.Column now, TypeChange how)
      implements Change {}

  /** A column that may hold NULL and could not, or the other way round. */
  record NullabilityChanged(Schema.Table table, Schema.Column now) implements Change {}

  /** A column whose expression is another: of its default, or what it is computed by. */
  record ExpressionChanged(Schema.Table table, Schema.Column before, Schema.Column now)
      implements Change {}

  /**
   * A key, index or check that was there and is not.
   *
   * @param now the table as it is
   */
  record KeyGone(Schema.Table table, Schema.Table now, Schema.Key key) implements Change {}

  /** A key, index or check that is there and was not. */
  record KeyNew(Schema.Table table, Schema.Key key) implements Change {}

  /**
   * Compares.
   *
   * @param naming how the server tells its names apart
   */
  static List<Change> of(Schema before, Schema now, Naming naming) {
    Comparison comparison = new Comparison(naming);
    comparison.compare(before, now);
    return comparison.changes;
  }

  private void compare(Schema before, Schema now) {
    Map<String, Schema.Table> had = by(before.tables(), table -> naming.of(table.name()));
    Map<String, Schema.Table> left = by(now.tables(), table -> naming.of(table.name()));
    had.forEach(
        (name, table) -> {
          Optional<Schema.Table> found = Optional.ofNullable(left.remove(name));
          found.ifPresentOrElse(is -> compare(table, is), () -> changes.add(new TableGone(table)));
        });
    left.values().forEach(table -> changes.add(new TableNew(table)));
  }

  private void compare(Schema.Table before, Schema.Table now) {
    if (before.rows() > 0 && now.rows() == 0) {
      changes.add(new Emptied(before));
    }
    Map<String, Schema.Column> had = by(before.columns(), column -> naming.of(column.name()));
    Map<String, Schema.Column> left = by(now.columns(), column -> naming.of(column.name()));
    had.forEach(
        (name, column) -> {
          Optional<Schema.Column> found = Optional.ofNullable(left.remove(name));
          found.ifPresentOrElse(
              is -> compare(before, column, is), () -> changes.add(new ColumnGone(before, column)));
        });
    left.values().forEach(column -> changes.add(new ColumnNew(before, column)));
    compareKeys(before, now);
  }

  private void compare(Schema.Table table, Schema.Column before, Schema.Column now) {
    TypeChange how = TypeChange.of(before.type(), now.type());
    if (how != TypeChange.SAME) {
      changes.add(new TypeChanged(table, before, now, how));
    }
    if (before.nullable() != now.nullable()) {
      changes.add(new NullabilityChanged(table, now));
    }
    boolean sameExpressions =
        before.computed().equals(now.computed())
            && before.defaultValue().equals(now.defaultValue());
    if (!sameExpressions) {
      changes.add(new ExpressionChanged(table, before, now));
    }
  }

  private void compareKeys(Schema.Table before, Schema.Table now) {
    Map<String, Schema.Key> had = by(before.keys(), key -> key.identity(naming));
    Map<String, Schema.Key> left = by(now.keys(), key -> key.identity(naming));
    had.forEach(
        (identity, key) -> {
          if (left.remove(identity) == null) {
            changes.add(new KeyGone(before, now, key));
          }
        });
    left.values().forEach(key -> changes.add(new KeyNew(before, key)));
  }

  /** Two indexes over the same columns are one here. */
  private static <T> Map<String, T> by(List<T> all, Function<T, String> name) {
    return all.stream()
        .collect(Collectors.toMap(name, one -> one, (a, b) -> a, LinkedHashMap::new));
  }
}
