package io.tributary.rollback;

import io.tributary.manifest.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A mapping row of a batch.
 *
 * @param newId the UUID
 * @param legacyKey the legacy key, as text
 * @param inserted whether the migration inserted the target row
 * @param shared whether mapping rows that stay lead to the same target row
 */
record MappedRow(UUID newId, String legacyKey, boolean inserted, boolean shared) {

  /** The mapping rows of a tenant's rows; a target row has one of them. */
  private static final String OF_TENANT =
      """
      SELECT m."new_id", m."legacy_key"::text AS "legacy_key", m."inserted", FALSE AS "shared"
      FROM "migration"."%s" m
      WHERE m."entity_no" = ? AND m."tenant_no" = ? AND m."batch_no" = ?
      """;

  /** Shared rows are the migration's if any tenant's batch inserted them. */
  private static final String SHARED =
      """
      WITH "all" AS (
        SELECT "new_id", "batch_no", "inserted" FROM "migration"."id_mapping_int"
        WHERE "entity_no" = ?
        UNION ALL
        SELECT "new_id", "batch_no", "inserted" FROM "migration"."id_mapping_text"
        WHERE "entity_no" = ?
      ), "mine" AS (
        SELECT "new_id", "legacy_key"::text AS "legacy_key" FROM "migration"."id_mapping_int"
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "batch_no" = ?
        UNION ALL
        SELECT "new_id", "legacy_key" FROM "migration"."id_mapping_text"
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "batch_no" = ?
      )
      SELECT m."new_id", m."legacy_key",
             EXISTS (SELECT FROM "all" a WHERE a."new_id" = m."new_id" AND a."inserted")
               AS "inserted",
             EXISTS (SELECT FROM "all" a WHERE a."new_id" = m."new_id"
                       AND a."batch_no" <> ALL (?)) AS "shared"
      FROM "mine" m
      ORDER BY m."legacy_key"
      """;

  static List<MappedRow> read(Connection connection, RollbackStep step, Gone gone)
      throws SQLException {
    PartitionToRollBack partition = step.partition();
    return partition.entity().scope() == Scope.SHARED
        ? shared(connection, partition, step.batch().batchNo(), gone)
        : ofTenant(connection, partition, step.batch().batchNo());
  }

  private static List<MappedRow> ofTenant(
      Connection connection, PartitionToRollBack partition, long batchNo) throws SQLException {
    List<MappedRow> rows = new ArrayList<>();
    for (String table : List.of("id_mapping_int", "id_mapping_text")) {
      try (PreparedStatement statement = connection.prepareStatement(OF_TENANT.formatted(table))) {
        setBatch(statement, 1, partition, batchNo);
        rows.addAll(rows(statement));
      }
    }
    return rows;
  }

  private static List<MappedRow> shared(
      Connection connection, PartitionToRollBack partition, long batchNo, Gone gone)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(SHARED)) {
      statement.setInt(1, partition.entityNo());
      statement.setInt(2, partition.entityNo());
      setBatch(statement, 3, partition, batchNo);
      setBatch(statement, 6, partition, batchNo);
      statement.setArray(9, Quoted.numbers(connection, gone.batches()));
      return rows(statement);
    }
  }

  private static void setBatch(
      PreparedStatement statement, int first, PartitionToRollBack partition, long batchNo)
      throws SQLException {
    statement.setInt(first, partition.entityNo());
    statement.setInt(first + 1, partition.tenantNo());
    statement.setLong(first + 2, batchNo);
  }

  private static List<MappedRow> rows(PreparedStatement statement) throws SQLException {
    List<MappedRow> mapped = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        mapped.add(
            new MappedRow(
                rows.getObject("new_id", UUID.class),
                rows.getString("legacy_key"),
                rows.getBoolean("inserted"),
                rows.getBoolean("shared")));
      }
    }
    return mapped;
  }

  KeptRow kept(KeptRow.Reason reason, String detail) {
    return new KeptRow(reason, legacyKey, newId, detail);
  }
}
