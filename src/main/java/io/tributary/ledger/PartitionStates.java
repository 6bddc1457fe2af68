package io.tributary.ledger;

import io.tributary.batch.LoadMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far the partitions are: one query, whether for all or for one entity of one tenant. */
final class PartitionStates {

  List<PartitionState> read(
      Connection connection, @Nullable String entityIdentity, @Nullable UUID tenantId)
      throws SQLException {
    String sql =
        """
        WITH "wanted" AS (
          SELECT p.*, e."identity", e."name" AS "entity_name", t."tenant_id",
                 t."name" AS "tenant_name"
          FROM "migration"."partition" p
          JOIN "migration"."entity" e USING ("entity_no")
          JOIN "migration"."tenant" t USING ("tenant_no")
          WHERE (?::text IS NULL OR e."identity" = ?) AND (?::uuid IS NULL OR t."tenant_id" = ?)
        ), "loaded" AS (
          -- Each pass goes over all of legacy, so only one of them adds up to it.
          SELECT "partition_no", count(*) AS "batches", sum("checksum") AS "checksum",
                 -- A replayed row was read and dead before: it only moves from one sum to another.
                 sum("rows_read") FILTER (WHERE "kind" <> 'replay') AS "rows_read",
                 sum("rows_inserted") AS "rows_inserted",
                 sum("rows_updated") AS "rows_updated", sum("rows_unchanged") AS "rows_unchanged",
                 sum("rows_deduplicated") AS "rows_deduplicated",
                 sum("rows_filtered") AS "rows_filtered",
                 sum("rows_dead_lettered")
                   - coalesce(sum("rows_read") FILTER (WHERE "kind" = 'replay'), 0)
                   AS "rows_dead_lettered",
                 sum("rows_differing") AS "rows_differing"
          FROM "migration"."batch_state"
          WHERE "status" = 'committed' AND "kind" <> 'repair'
            AND ("partition_no", "pass") IN (SELECT "partition_no", "pass" FROM "wanted")
          GROUP BY "partition_no"
        ), "dead" AS (
          SELECT "entity_no", "tenant_no", "range_no",
                 count(*) FILTER (WHERE "status" = 'open') AS "open_dead_letters",
                 count(*) FILTER (WHERE "status" = 'waiting') AS "waiting_rows"
          FROM "migration"."dead_letter"
          WHERE "status" IN ('open', 'waiting')
            AND ("entity_no", "tenant_no") IN (SELECT "entity_no", "tenant_no" FROM "wanted")
          GROUP BY "entity_no", "tenant_no", "range_no"
        )
        SELECT *
        FROM "wanted"
        LEFT JOIN "loaded" USING ("partition_no")
        LEFT JOIN "dead" USING ("entity_no", "tenant_no", "range_no")
        ORDER BY "entity_no", "tenant_no", "range_no"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, entityIdentity);
      statement.setString(2, entityIdentity);
      statement.setObject(3, tenantId);
      statement.setObject(4, tenantId);
      List<PartitionState> states = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          states.add(state(rows));
        }
      }
      return states;
    }
  }

  private static PartitionState state(ResultSet row) throws SQLException {
    // A LEFT JOIN's NULLs read as 0, which is what no batch and no letter come to.
    return new PartitionState(
        row.getString("identity"),
        row.getString("entity_name"),
        row.getObject("tenant_id", UUID.class),
        row.getString("tenant_name"),
        row.getInt("range_no"),
        row.getInt("pass"),
        PartitionStatus.of(row.getString("status")),
        Optional.ofNullable(row.getString("load_mode")).map(LoadMode::valueOf),
        row.getLong("epoch"),
        Optional.ofNullable(row.getObject("run_id", UUID.class)),
        Keys.parts(row, "cursor_key"),
        Optional.ofNullable(row.getString("fingerprint")),
        Optional.ofNullable(row.getString("message")),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        row.getLong("batches"),
        BatchStates.accounting(row),
        checksum(row),
        row.getLong("rows_differing"),
        row.getLong("open_dead_letters"),
        row.getLong("waiting_rows"));
  }

  /** PostgreSQL sums bigints exactly, as numeric; the checksum is the sum's lowest 64 bits. */
  private static long checksum(ResultSet row) throws SQLException {
    var sum = row.getBigDecimal("checksum");
    return sum == null ? 0 : sum.toBigIntegerExact().longValue();
  }
}
