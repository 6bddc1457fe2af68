package io.tributary.rollback;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Removes mapping rows of a batch. Where the one that says that the migration inserted a shared row
 * goes and others stay, another one says so from then on: the row goes with the last of them.
 */
final class MappingRemoval {

  private static final List<String> STORES = List.of("id_mapping_int", "id_mapping_text");

  private final PartitionToRollBack partition;
  private final long batchNo;

  MappingRemoval(RollbackStep step) {
    this.partition = step.partition();
    this.batchNo = step.batch().batchNo();
  }

  void remove(Connection connection, Collection<UUID> rows) throws SQLException {
    Set<UUID> bereft = new HashSet<>();
    for (String store : STORES) {
      String sql =
          """
          DELETE FROM "migration"."%s"
          WHERE "entity_no" = ? AND "tenant_no" = ? AND "batch_no" = ? AND "new_id" = ANY (?)
          RETURNING "new_id", "inserted"
          """
              .formatted(store);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setInt(1, partition.entityNo());
        statement.setInt(2, partition.tenantNo());
        statement.setLong(3, batchNo);
        statement.setArray(4, Quoted.uuids(connection, rows));
        try (ResultSet removed = statement.executeQuery()) {
          while (removed.next()) {
            if (removed.getBoolean("inserted")) {
              bereft.add(removed.getObject("new_id", UUID.class));
            }
          }
        }
      }
    }
    for (String store : STORES) {
      inherit(connection, store, bereft);
    }
  }

  private void inherit(Connection connection, String store, Set<UUID> bereft) throws SQLException {
    String sql =
        """
        UPDATE "migration"."%1$s" m SET "inserted" = TRUE
        FROM (SELECT DISTINCT ON ("new_id") "entity_no", "tenant_no", "legacy_key"
              FROM "migration"."%1$s" c
              WHERE c."new_id" = ANY (?) AND c."entity_no" = ?
                AND NOT EXISTS (SELECT FROM "migration"."id_mapping_int" i
                                WHERE i."new_id" = c."new_id" AND i."inserted")
                AND NOT EXISTS (SELECT FROM "migration"."id_mapping_text" i
                                WHERE i."new_id" = c."new_id" AND i."inserted")
              ORDER BY "new_id", "tenant_no", "legacy_key") heir
        WHERE m."entity_no" = heir."entity_no" AND m."tenant_no" = heir."tenant_no"
          AND m."legacy_key" = heir."legacy_key"
        """
            .formatted(store);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Quoted.uuids(connection, bereft));
      statement.setInt(2, partition.entityNo());
      statement.executeUpdate();
    }
  }
}
