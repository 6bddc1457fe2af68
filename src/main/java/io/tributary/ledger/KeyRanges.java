package io.tributary.ledger;

import io.tributary.batch.Claim;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The key ranges of an entity and tenant: each is a partition's row with bounds and a cursor of its
 * own. They lie side by side without a gap and are never put together again.
 *
 * <p>What concerns several of them happens under one advisory lock, taken after the locks on rows.
 * Of two ranges that end at once, one then sees the other's end.
 */
final class KeyRanges {

  private final Partitions partitions = new Partitions();

  /** Waits until nobody else claims, cuts or completes ranges of this entity and tenant. */
  static void lock(Connection connection, int entityNo, int tenantNo) throws SQLException {
    String sql =
        """
        SELECT pg_advisory_xact_lock("migration"."ranges_lock"(?, ?))
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, entityNo);
      statement.setInt(2, tenantNo);
      statement.execute();
    }
  }

  /**
   * Cuts the claimed range: it ends with that key from now on, and a new range has the rest. Doing
   * it again changes nothing.
   *
   * @return the new range's number
   * @throws TakenOverException if somebody else has claimed the range
   */
  int cut(Connection connection, Claim claim, List<String> key) throws SQLException {
    partitions.lock(connection, claim);
    lock(connection, claim.entityNo(), claim.tenantNo());
    String add =
        """
        INSERT INTO "migration"."partition"
          ("entity_no", "tenant_no", "range_no", "load_mode", "fingerprint", "fingerprint_parts",
           "pass", "lower_bound", "upper_bound", "cursor_key")
        SELECT p."entity_no", p."tenant_no",
               (SELECT max(o."range_no") + 1 FROM "migration"."partition" o
                WHERE o."entity_no" = p."entity_no" AND o."tenant_no" = p."tenant_no"),
               p."load_mode", p."fingerprint", p."fingerprint_parts",
               p."pass", k."key", p."upper_bound", k."key"
        FROM "migration"."partition" p, (SELECT ?::text[] AS "key") k
        WHERE p."partition_no" = ? AND p."upper_bound" IS DISTINCT FROM k."key"
        """;
    String end =
        """
        UPDATE "migration"."partition" SET "upper_bound" = ? WHERE "partition_no" = ?
        """;
    for (String sql : List.of(add, end)) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, Keys.parts(connection, Optional.of(key)));
        statement.setLong(2, claim.partitionNo());
        statement.executeUpdate();
      }
    }
    return beginningAfter(connection, claim, key);
  }

  private static int beginningAfter(Connection connection, Claim claim, List<String> key)
      throws SQLException {
    String sql =
        """
        SELECT "range_no" FROM "migration"."partition"
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "lower_bound" = ?
        ORDER BY "range_no" DESC LIMIT 1
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, claim.entityNo());
      statement.setInt(2, claim.tenantNo());
      statement.setArray(3, Keys.parts(connection, Optional.of(key)));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /**
   * The claimed range is read to its end. It is complete, unless all others are: then the keys of
   * all have still to be compared with legacy's, and the range stays as it is.
   *
   * @return whether it is the last
   * @throws TakenOverException if somebody else has claimed the range
   */
  boolean isLast(Connection connection, Claim claim) throws SQLException {
    partitions.lock(connection, claim);
    lock(connection, claim.entityNo(), claim.tenantNo());
    boolean others =
        open(connection, claim.entity().identity(), claim.tenant().id()).stream()
            .anyMatch(range -> range != claim.range());
    if (others) {
      partitions.mark(connection, claim, PartitionStatus.COMPLETE, null);
    }
    return !others;
  }

  /** The ranges that are not complete, by number. */
  List<Integer> open(Connection connection, String identity, UUID tenantId) throws SQLException {
    String sql =
        """
        SELECT p."range_no"
        FROM "migration"."partition" p
        JOIN "migration"."entity" e USING ("entity_no")
        JOIN "migration"."tenant" t USING ("tenant_no")
        WHERE e."identity" = ? AND t."tenant_id" = ? AND p."status" <> 'complete'
        ORDER BY p."range_no"
        """;
    List<Integer> open = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, identity);
      statement.setObject(2, tenantId);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          open.add(rows.getInt(1));
        }
      }
    }
    return open;
  }

  /**
   * What another run still holds of the same entity and tenant is not its any more. The rows and
   * the advisory lock are held.
   */
  static void fenceOthers(Connection connection, Claims.Slot slot, UUID runId) throws SQLException {
    String sql =
        """
        UPDATE "migration"."partition"
        SET "epoch" = "epoch" + 1, "held" = FALSE
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "partition_no" <> ?
          AND "held" AND "run_id" <> ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, slot.entityNo());
      statement.setInt(2, slot.tenantNo());
      statement.setLong(3, slot.partitionNo());
      statement.setObject(4, runId);
      statement.executeUpdate();
    }
  }
}
