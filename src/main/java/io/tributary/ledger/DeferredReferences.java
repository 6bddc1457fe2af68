package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.DeferredReference;
import io.tributary.batch.RowOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The second pass's work list. Rows that the mapping store has as they are stay out of it: their
 * hash covers these references, so they are set already, or still listed. So do rows of a shared
 * lookup that another row had brought: the first wins.
 */
final class DeferredReferences {

  private record Place(String table, String column, UUID row) {}

  void write(Connection connection, Batch batch, long batchNo) throws SQLException {
    Collection<DeferredReference> references = ofLoadedRows(batch);
    if (references.isEmpty()) {
      return;
    }
    String sql =
        """
        INSERT INTO "migration"."deferred_reference"
          ("entity_no", "tenant_no", "batch_no", "table_name", "column_name", "row_id",
           "parent_id")
        SELECT ?, ?, ?, r."table_name", r."column_name", r."row_id", r."parent_id"
        FROM unnest(?::text[], ?::text[], ?::uuid[], ?::uuid[])
          AS r ("table_name", "column_name", "row_id", "parent_id")
        ON CONFLICT ("entity_no", "tenant_no", "table_name", "column_name", "row_id") DO UPDATE
        SET "parent_id" = EXCLUDED."parent_id", "batch_no" = EXCLUDED."batch_no"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, batch.claim().entityNo());
      statement.setInt(2, batch.claim().tenantNo());
      statement.setLong(3, batchNo);
      statement.setArray(
          4, connection.createArrayOf("text", array(references, DeferredReference::table)));
      statement.setArray(
          5, connection.createArrayOf("text", array(references, DeferredReference::column)));
      statement.setArray(
          6, connection.createArrayOf("uuid", array(references, DeferredReference::rowId)));
      statement.setArray(
          7, connection.createArrayOf("uuid", array(references, DeferredReference::parentId)));
      statement.executeUpdate();
    }
  }

  private static Collection<DeferredReference> ofLoadedRows(Batch batch) {
    List<DeferredReference> all = batch.deferredReferences();
    Map<Place, DeferredReference> wanted = new LinkedHashMap<>();
    for (DeferredReference reference : all) {
      if (isLoaded(batch.outcome(reference.row())) && !batch.isSame(reference.row())) {
        wanted.put(new Place(reference.table(), reference.column(), reference.rowId()), reference);
      }
    }
    return wanted.values();
  }

  private static boolean isLoaded(RowOutcome outcome) {
    return switch (outcome) {
      case INSERTED, UPDATED, UNCHANGED -> true;
      case READ, MAPPED, FILTERED, DEAD, DEDUPLICATED -> false;
    };
  }

  private static Object[] array(
      Collection<DeferredReference> references, Function<DeferredReference, Object> part) {
    return references.stream().map(part).toArray();
  }
}
