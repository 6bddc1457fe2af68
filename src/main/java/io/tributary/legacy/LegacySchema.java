package io.tributary.legacy;

import io.tributary.batch.SourceColumn;
import java.util.List;
import java.util.Optional;

/**
 * All tables and views of a legacy database, as its catalog spells them.
 *
 * @param tables in the order of schema and name
 * @param views in the order of schema and name
 */
public record LegacySchema(List<Table> tables, List<LegacyTable.Name> views) {

  /**
   * A table.
   *
   * @param name its schema and name
   * @param rows about how many rows it has
   * @param columns in their order; without those that {@code SELECT *} leaves out
   * @param indexes those by which rows are found or told apart, the primary key first
   * @param foreignKeys to tables of the same database
   */
  public record Table(
      LegacyTable.Name name,
      long rows,
      List<Column> columns,
      List<Index> indexes,
      List<ForeignKey> foreignKeys) {}

  /**
   * A column.
   *
   * @param name its name
   * @param typeName its type as the server names it, without length
   * @param readAs what its values are read as; empty if they cannot be read
   * @param nullable whether it may hold NULL
   * @param computed the expression that the server computes it by; empty if it is stored data
   * @param defaultValue the expression that fills it if it is left out; empty if there is none
   */
  public record Column(
      String name,
      String typeName,
      Optional<SourceColumn> readAs,
      boolean nullable,
      Optional<String> computed,
      Optional<String> defaultValue) {}

  /**
   * An index or primary key, or a UNIQUE constraint.
   *
   * @param name its name
   * @param primary whether it is the primary key
   * @param unique whether no two rows have the same values; NULL counts as a value
   * @param filtered whether it covers some rows only
   * @param columns its key columns, in their order
   */
  public record Index(
      String name, boolean primary, boolean unique, boolean filtered, List<String> columns) {}

  /**
   * A foreign key.
   *
   * @param name its name
   * @param columns the columns that refer
   * @param parent the table that is referred to
   * @param parentColumns the columns that are referred to, in the order of {@code columns}
   * @param enforced whether the server holds it; one that is disabled may be broken
   */
  public record ForeignKey(
      String name,
      List<String> columns,
      LegacyTable.Name parent,
      List<String> parentColumns,
      boolean enforced) {}
}
