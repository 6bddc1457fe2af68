package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Takes rows out of the ledger that a repair deletes from the target, in the repair's transaction,
 * and keeps what was deleted.
 */
record ForgottenRows(LedgerEvidence evidence) {

  /**
   * Keeps which target rows are deleted. Before {@link #forget}, which loses their legacy keys.
   *
   * @param deleted UUIDs of target rows by table
   */
  void keep(
      Connection connection, UUID runId, UUID validation, Map<String, Collection<UUID>> deleted)
      throws SQLException {
    String keep =
        """
        INSERT INTO "migration"."deleted_row"
          ("run_id", "validation", "entity_no", "tenant_no", "table_name", "row_id", "legacy_key")
        SELECT ?, ?, ?, ?, ?, r."id",
               (SELECT m."legacy_key" FROM %s m WHERE m."new_id" = r."id" LIMIT 1)
        FROM unnest(?::uuid[]) AS r ("id")
        """
            .formatted(evidence.mappings());
    try (PreparedStatement statement = connection.prepareStatement(keep)) {
      for (Map.Entry<String, Collection<UUID>> table : deleted.entrySet()) {
        statement.setObject(1, runId);
        statement.setObject(2, validation);
        statement.setInt(3, evidence.entityNo());
        statement.setInt(4, evidence.tenantNo());
        statement.setString(5, table.getKey());
        statement.setArray(6, connection.createArrayOf("uuid", table.getValue().toArray()));
        statement.executeUpdate();
      }
    }
  }

  /** Deletes what the ledger has of legacy rows: what they have become, and open references. */
  void forget(Connection connection, Collection<UUID> mainRows) throws SQLException {
    for (String place :
        List.of(
            "\"id_mapping_int\" WHERE \"new_id\"",
            "\"id_mapping_text\" WHERE \"new_id\"",
            "\"deferred_reference\" WHERE \"row_id\"")) {
      String sql =
          "DELETE FROM \"migration\".%s = ANY (?::uuid[]) AND \"entity_no\" = ? AND \"tenant_no\" = ?"
              .formatted(place);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, connection.createArrayOf("uuid", mainRows.toArray()));
        statement.setInt(2, evidence.entityNo());
        statement.setInt(3, evidence.tenantNo());
        statement.executeUpdate();
      }
    }
  }
}
