package io.tributary.ledger;

import io.tributary.batch.Claim;
import io.tributary.batch.LoadMode;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * How a partition is claimed, in short transactions: the first makes sure that its row is there,
 * the second locks it and raises the epoch. Between the two the load mode may be chosen with no
 * connection held, so that claims in parallel cannot empty the pool against each other.
 *
 * <p>A partition that a living run holds is not granted, nor is another range of the same entity
 * and tenant: one run works on them all. One that was abandoned is, however its holder ended: see
 * {@link Holders}. Other ranges that the former holder held are fenced with it.
 */
final class Claims {

  private final Numbers numbers = new Numbers();
  private final LedgerJson json = new LedgerJson();
  private final Fingerprints fingerprints = new Fingerprints(json);
  private final Holders holders;

  Claims(Holders holders) {
    this.holders = holders;
  }

  /** A partition's row. */
  record Slot(long partitionNo, int entityNo, int tenantNo, Optional<LoadMode> mode) {}

  Slot prepare(Connection connection, ClaimRequest request) throws SQLException {
    int entityNo = numbers.entity(connection, request.entity());
    int tenantNo = numbers.tenant(connection, request.tenant());
    Optional<Slot> there = find(connection, request, entityNo, tenantNo);
    if (there.isPresent()) {
      return there.get();
    }
    if (request.range() == 0) {
      // Every other range is made by cutting one that is there: it has bounds.
      add(connection, request, entityNo, tenantNo);
    }
    return find(connection, request, entityNo, tenantNo)
        .orElseThrow(
            () ->
                new MigrationException(
                    new Problem(
                        LedgerCode.UNKNOWN_PARTITION,
                        request.displayName(),
                        "the ledger has no range " + request.range(),
                        "Its rows in schema migration were removed while it was worked on; run again."),
                    null));
  }

  /**
   * Adds the row of a partition that nobody has claimed yet. It must not be tried for one that is
   * there: ON CONFLICT waits for whoever is writing that row, and if he is frozen in the middle of
   * a batch, for ever.
   */
  private static void add(Connection connection, ClaimRequest request, int entityNo, int tenantNo)
      throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."partition" ("entity_no", "tenant_no", "range_no")
        VALUES (?, ?, ?)
        ON CONFLICT ("entity_no", "tenant_no", "range_no") DO NOTHING
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setPlace(statement, entityNo, tenantNo, request.range());
      statement.executeUpdate();
    }
  }

  private static Optional<Slot> find(
      Connection connection, ClaimRequest request, int entityNo, int tenantNo) throws SQLException {
    String sql =
        """
        SELECT "partition_no", "load_mode" FROM "migration"."partition"
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "range_no" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setPlace(statement, entityNo, tenantNo, request.range());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        Optional<LoadMode> mode =
            Optional.ofNullable(row.getString("load_mode")).map(LoadMode::valueOf);
        return Optional.of(new Slot(row.getLong("partition_no"), entityNo, tenantNo, mode));
      }
    }
  }

  private static void setPlace(PreparedStatement statement, int entityNo, int tenantNo, int range)
      throws SQLException {
    statement.setInt(1, entityNo);
    statement.setInt(2, tenantNo);
    statement.setInt(3, range);
  }

  /**
   * Locks the row and raises the epoch: from the commit on, whoever held the partition is refused.
   *
   * @param chosen the load mode, unless one has been kept before
   */
  ClaimAnswer grant(Connection connection, ClaimRequest request, Slot slot, LoadMode chosen)
      throws SQLException {
    Holders.nameSession(connection, request.runId());
    lock(connection, slot, request.runId());
    KeyRanges.lock(connection, slot.entityNo(), slot.tenantNo());
    Standing standing = standing(connection, slot);
    Optional<ClaimAnswer.Held> holder =
        holders.living(connection, slot.partitionNo(), request.runId());
    if (holder.isPresent()) {
      return holder.get();
    }
    switch (request.purpose()) {
      case LOAD -> {
        if (standing.complete) {
          return new ClaimAnswer.Complete();
        }
        fingerprints.requireSame(connection, request, slot, standing.pass);
        keepForLoading(connection, request, slot, chosen);
      }
      case REFRESH -> {
        boolean refreshed = standing.allComplete && standing.lastPass > request.knownPass();
        if (refreshed || (standing.complete && !standing.allComplete)) {
          return new ClaimAnswer.Complete();
        }
        if (standing.allComplete) {
          fingerprints.requireSameRows(connection, request, slot);
          beginPass(connection, slot);
        } else {
          fingerprints.requireSame(connection, request, slot, standing.pass);
        }
        keepForLoading(connection, request, slot, chosen);
      }
      case LATE_ROWS -> fingerprints.requireSame(connection, request, slot, standing.pass);
      case REPLAY, ROLLBACK -> {}
    }
    KeyRanges.fenceOthers(connection, slot, request.runId());
    return new ClaimAnswer.Granted(take(connection, request, slot, chosen));
  }

  /**
   * Locks the row, and with it those of other ranges that will be fenced: in their order, and
   * before the advisory lock, so that claims of several ranges at once wait for each other and
   * never in a circle.
   */
  private static void lock(Connection connection, Slot slot, UUID runId) throws SQLException {
    String sql =
        """
        SELECT FROM "migration"."partition"
        WHERE "partition_no" = ?
           OR ("entity_no" = ? AND "tenant_no" = ? AND "held" AND "run_id" <> ?)
        ORDER BY "partition_no" FOR UPDATE
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, slot.partitionNo());
      statement.setInt(2, slot.entityNo());
      statement.setInt(3, slot.tenantNo());
      statement.setObject(4, runId);
      statement.execute();
    }
  }

  /**
   * How a partition stands.
   *
   * @param complete whether it is complete
   * @param allComplete whether all ranges of its entity and tenant are
   * @param pass its own pass
   * @param lastPass the highest pass of them all
   */
  private record Standing(boolean complete, boolean allComplete, int pass, int lastPass) {}

  private static Standing standing(Connection connection, Slot slot) throws SQLException {
    String sql =
        """
        SELECT bool_and("status" = 'complete') FILTER (WHERE "partition_no" = ?),
               bool_and("status" = 'complete'),
               max("pass") FILTER (WHERE "partition_no" = ?),
               max("pass")
        FROM "migration"."partition" WHERE "entity_no" = ? AND "tenant_no" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, slot.partitionNo());
      statement.setLong(2, slot.partitionNo());
      statement.setInt(3, slot.entityNo());
      statement.setInt(4, slot.tenantNo());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Standing(row.getBoolean(1), row.getBoolean(2), row.getInt(3), row.getInt(4));
      }
    }
  }

  /**
   * All ranges begin the same pass, each from its beginning: that way no range is left behind where
   * the run ends. Rows are there now, so that COPY straight into the target is over.
   */
  private static void beginPass(Connection connection, Slot slot) throws SQLException {
    String sql =
        """
        UPDATE "migration"."partition" p
        SET "pass" = (SELECT max(o."pass") + 1 FROM "migration"."partition" o
                      WHERE o."entity_no" = p."entity_no" AND o."tenant_no" = p."tenant_no"),
            "cursor_key" = p."lower_bound",
            "status" = 'open',
            "load_mode" = CASE p."load_mode" WHEN 'DIRECT' THEN 'MERGE' ELSE p."load_mode" END
        WHERE p."entity_no" = ? AND p."tenant_no" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, slot.entityNo());
      statement.setInt(2, slot.tenantNo());
      statement.executeUpdate();
    }
  }

  private void keepForLoading(
      Connection connection, ClaimRequest request, Slot slot, LoadMode chosen) throws SQLException {
    String sql =
        """
        UPDATE "migration"."partition"
        SET "load_mode" = coalesce("load_mode", ?), "fingerprint" = ?,
            "fingerprint_parts" = ?::jsonb, "status" = 'open', "message" = NULL
        WHERE "partition_no" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, chosen.name());
      statement.setString(2, request.fingerprint());
      statement.setString(3, json.object(request.fingerprintParts()));
      statement.setLong(4, slot.partitionNo());
      statement.executeUpdate();
    }
  }

  private static Claim take(Connection connection, ClaimRequest request, Slot slot, LoadMode chosen)
      throws SQLException {
    String sql =
        """
        UPDATE "migration"."partition"
        SET "epoch" = "epoch" + 1, "run_id" = ?, "held" = TRUE, "updated_at" = clock_timestamp()
        WHERE "partition_no" = ?
        RETURNING "epoch", "pass", coalesce("load_mode", ?) AS "load_mode", "cursor_key",
                  "upper_bound"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, request.runId());
      statement.setLong(2, slot.partitionNo());
      statement.setString(3, chosen.name());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return claim(request, slot, row);
      }
    }
  }

  private static Claim claim(ClaimRequest request, Slot slot, ResultSet row) throws SQLException {
    UUID runId = request.runId();
    return new Claim(
        runId,
        request.entity(),
        request.tenant(),
        request.range(),
        row.getInt("pass"),
        slot.partitionNo(),
        slot.entityNo(),
        slot.tenantNo(),
        row.getLong("epoch"),
        LoadMode.valueOf(row.getString("load_mode")),
        Keys.parts(row, "cursor_key"),
        Keys.parts(row, "upper_bound"),
        request.fingerprint());
  }
}
