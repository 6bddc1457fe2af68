package io.tributary.manifest;

import java.util.List;
import java.util.Optional;

/** Where a target column's value comes from. */
public sealed interface ValueSource {

  /**
   * A legacy column.
   *
   * @param column its name; matched without regard to case
   */
  record From(String column) implements ValueSource {}

  /**
   * The same value for every row.
   *
   * @param value as text, converted by the target column's type; empty for NULL
   */
  record Constant(Optional<String> value) implements ValueSource {}

  /**
   * The UUID of another entity's row (or of another row of this entity).
   *
   * @param columns legacy columns that hold the parent's key, in the order of the parent's key
   * @param entity the parent entity
   * @param deferred set in a second pass, after all rows are there: for cycles and self references
   * @param incomplete what a row means of which some of the columns are NULL, and others are not
   */
  record Reference(List<String> columns, String entity, boolean deferred, Incomplete incomplete)
      implements ValueSource {

    /** A reference that refuses a row with a part of the parent's key. */
    public Reference(List<String> columns, String entity, boolean deferred) {
      this(columns, entity, deferred, Incomplete.REFUSE);
    }
  }

  /** What a part of a parent's key means. */
  enum Incomplete {
    /** It cannot be meant: the row is a dead letter. */
    REFUSE,
    /** The row has no parent, as foreign keys see it. */
    NONE
  }

  /** The UUID of the legacy row itself: how the tables of a split row are joined. */
  record Self() implements ValueSource {}

  /** The UUID of this target row: the same as {@link Self} in the main table. */
  record RowId() implements ValueSource {}

  /** The tenant's UUID. */
  record TenantId() implements ValueSource {}

  /** The legacy key: an integer where the key is one, else its canonical text. */
  record LegacyKey() implements ValueSource {}

  /**
   * A JSON object of legacy columns, by their legacy names; NULLs are kept as null.
   *
   * @param columns which; empty for all that the entity maps nowhere else and does not ignore
   */
  record Pack(List<String> columns) implements ValueSource {}

  /**
   * Whatever a bean makes of the row.
   *
   * @param bean the name of a bean of type {@code io.tributary.mapping.ColumnMapper}
   * @param columns the legacy columns it reads, so that they count as mapped
   */
  record Custom(String bean, List<String> columns) implements ValueSource {}
}
