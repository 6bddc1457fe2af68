package io.tributary.legacy;

import io.tributary.manifest.Entity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the tables and views that entities name, and their indexes: all of them in one question, or
 * in a few where there are hundreds.
 */
final class TableCatalog {

  /** Two parameters each; SQL Server takes 2,100, and 1,000 rows of VALUES. */
  private static final int NAMES_AT_ONCE = 500;

  private final Dialect dialect;
  private final Connection connection;

  TableCatalog(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /**
   * A table or view that is there.
   *
   * @param name in the catalog's spelling
   * @param indexes over all its rows
   */
  record Found(LegacyTable.Name name, Collection<Index> indexes) {}

  /**
   * An index over all rows.
   *
   * @param unique whether it is
   * @param columns by their place, in lower case: there are servers whose catalog spells a column
   *     otherwise than the result of a query
   */
  record Index(boolean unique, SortedMap<Integer, String> columns) {

    boolean proves(List<String> key) {
      return unique && key.containsAll(columns.values());
    }

    boolean orders(List<String> key) {
      List<String> inOrder = List.copyOf(columns.values());
      return inOrder.size() >= key.size() && inOrder.subList(0, key.size()).equals(key);
    }
  }

  /**
   * The tables and views of entities that name one.
   *
   * @return by the entity's name; those that are not there are missing
   */
  Map<String, Found> find(Collection<Entity> entities) throws SQLException {
    List<Entity> named =
        entities.stream().filter(entity -> entity.legacy().table().isPresent()).toList();
    Map<String, Found> found = new HashMap<>();
    for (int from = 0; from < named.size(); from += NAMES_AT_ONCE) {
      find(named.subList(from, Math.min(from + NAMES_AT_ONCE, named.size())), found);
    }
    return found;
  }

  private void find(List<Entity> asked, Map<String, Found> found) throws SQLException {
    Map<String, Map<String, Index>> indexes = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(dialect.tablesSql(asked.size()))) {
      int parameter = 1;
      for (Entity entity : asked) {
        statement.setString(parameter++, entity.legacy().schema());
        statement.setString(parameter++, entity.legacy().table().orElseThrow());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String entity = asked.get(rows.getInt(1)).name();
          Map<String, Index> ofTable = indexes.computeIfAbsent(entity, e -> new HashMap<>());
          found.put(
              entity,
              new Found(
                  new LegacyTable.Name(rows.getString(2), rows.getString(3)), ofTable.values()));
          addIndexColumn(rows, ofTable);
        }
      }
    }
  }

  private static void addIndexColumn(ResultSet row, Map<String, Index> indexes)
      throws SQLException {
    String index = row.getString(4);
    if (index != null) {
      boolean unique = row.getInt(7) == 1;
      indexes
          .computeIfAbsent(index, i -> new Index(unique, new TreeMap<>()))
          .columns
          .put(row.getInt(6), row.getString(5).toLowerCase(Locale.ROOT));
    }
  }
}
