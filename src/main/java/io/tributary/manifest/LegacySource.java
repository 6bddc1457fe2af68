package io.tributary.manifest;

import java.util.List;
import java.util.Optional;

/**
 * Where an entity's rows come from. Exactly one of table and query is present.
 *
 * @param schema the table's schema, {@code dbo} unless the manifest says otherwise
 * @param table the legacy table, unquoted
 * @param query a SELECT statement without ORDER BY, used as a derived table
 * @param key the columns that order and identify the rows: together unique and not null; at least
 *     one
 * @param where a condition in the legacy server's SQL that defines the population; rows it leaves
 *     out are counted as excluded. Columns are written with the alias {@code t}
 */
public record LegacySource(
    String schema,
    Optional<String> table,
    Optional<String> query,
    List<String> key,
    Optional<String> where) {

  /** The table as people write it, or {@code (query)}. */
  public String displayName() {
    return table.map(name -> schema + "." + name).orElse("(query)");
  }
}
