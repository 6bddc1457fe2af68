package io.tributary.legacy;

import io.tributary.batch.KeyShape;
import io.tributary.batch.SourceColumn;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an entity reads from in one legacy database, as its catalog has it.
 *
 * @param name the table or view; empty for an entity that reads a query
 * @param columns all columns that can be read, in catalog order and spelling; columns of types that
 *     cannot be read are left out, which the entity must ignore
 * @param key the key columns, in key order
 * @param keyIsUnique whether a primary key or unique index proves that no two rows share a key
 * @param keyIsIndexed whether an index begins with the key columns in their order, so that the
 *     server finds the next rows without sorting the table
 * @param keyIsNotNull whether no key column may hold NULL
 */
public record LegacyTable(
    Optional<Name> name,
    List<SourceColumn> columns,
    List<SourceColumn> key,
    boolean keyIsUnique,
    boolean keyIsIndexed,
    boolean keyIsNotNull) {

  /**
   * The name of a table or view.
   *
   * @param schema as the catalog spells it
   * @param table as the catalog spells it
   */
  public record Name(String schema, String table) {}

  /** Immutable lists. */
  public LegacyTable {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** The key columns, as what orders and identifies rows. */
  public KeyShape keyShape() {
    return new KeyShape(key);
  }

  /** The column of that name, without regard to case. */
  public Optional<SourceColumn> find(String column) {
    String folded = column.toLowerCase(Locale.ROOT);
    return columns.stream().filter(c -> c.name().toLowerCase(Locale.ROOT).equals(folded)).findAny();
  }
}
