package io.tributary.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What dropping the indexes of tables would come to as things stand. However many tables they are,
 * it is a few statements; nothing is written or locked.
 *
 * @param droppable the indexes that a load can do without, of tables that have some
 * @param objections why those of a table would be kept
 */
record IndexForecast(
    Map<IndexedTable, List<IndexDefinition>> droppable, Map<IndexedTable, String> objections) {

  /**
   * Asks.
   *
   * @param runId the run that would drop them
   */
  static IndexForecast of(
      Connection connection, Holders holders, UUID runId, Collection<IndexedTable> tables)
      throws SQLException {
    Map<IndexedTable, List<IndexDefinition>> droppable =
        IndexCatalog.droppable(connection, List.copyOf(tables));
    if (droppable.isEmpty()) {
      return new IndexForecast(droppable, Map.of());
    }
    List<IndexedTable> having = List.copyOf(droppable.keySet());
    Map<IndexedTable, String> objections = IndexCatalog.objections(connection, having);
    if (LedgerSchema.exists(connection)) {
      addHeld(holders.livingOfEach(connection, identities(having), runId), having, objections);
    }
    if (IndexRows.exist(connection)) {
      IndexRows.withMissing(connection, having)
          .forEach(
              table -> objections.putIfAbsent(table, "others of its indexes are missing already"));
    }
    return new IndexForecast(droppable, objections);
  }

  private static Set<String> identities(List<IndexedTable> tables) {
    return tables.stream()
        .flatMap(table -> table.entityIdentities().stream())
        .collect(Collectors.toSet());
  }

  private static void addHeld(
      Map<String, ClaimAnswer.Held> living,
      List<IndexedTable> tables,
      Map<IndexedTable, String> objections) {
    for (IndexedTable table : tables) {
      table.entityIdentities().stream()
          .sorted()
          .map(living::get)
          .flatMap(held -> Optional.ofNullable(held).stream())
          .findFirst()
          .ifPresent(
              held ->
                  objections.putIfAbsent(table, held.holder() + " works on what fills the table"));
    }
  }

  /** The table's indexes that a load can do without. */
  List<IndexDefinition> indexes(IndexedTable table) {
    return droppable.getOrDefault(table, List.of());
  }

  /** What would become of them. */
  IndexDrop drop(IndexedTable table) {
    List<IndexDefinition> indexes = indexes(table);
    if (indexes.isEmpty()) {
      return new IndexDrop.Nothing();
    }
    String why = objections.get(table);
    return why == null
        ? new IndexDrop.Dropped(indexes.stream().map(IndexDefinition::name).toList())
        : new IndexDrop.Kept(why);
  }
}
