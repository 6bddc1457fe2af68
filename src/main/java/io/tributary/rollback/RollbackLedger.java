package io.tributary.rollback;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * What a rollback asks and tells a service's ledger beside the batches themselves, in short
 * transactions of its own. Thread-safe.
 */
public final class RollbackLedger {

  private final Manifest manifest;
  private final String service;
  private final DataSource dataSource;

  /** The ledger of a service, which must be there. */
  public RollbackLedger(Manifest manifest, String service, DataSource dataSource) {
    this.manifest = manifest;
    this.service = service;
    this.dataSource = dataSource;
  }

  /**
   * The partitions with what is to be rolled back of each: tenant by tenant, children before
   * parents, the newest batch first. Batches that an earlier rollback took back are among them
   * where it left rows.
   *
   * @param andLater whether batches that were loaded later go as well
   * @throws RefusedException if a batch would be taken out from under later ones
   */
  public List<PartitionToRollBack> plan(RollbackTarget target, boolean andLater) {
    try (Connection connection = dataSource.getConnection()) {
      List<PartitionToRollBack> plan = new ArrayList<>();
      List<Problem> problems = new ArrayList<>();
      for (PartitionToRollBack partition : partitions(connection, target)) {
        List<BatchToRollBack> all = partition.batches();
        List<BatchToRollBack> wanted =
            all.stream().filter(batch -> target.includes(batch)).toList();
        if (!wanted.isEmpty()) {
          long first = wanted.get(wanted.size() - 1).batchNo();
          List<BatchToRollBack> suffix =
              all.stream().filter(batch -> batch.batchNo() >= first).toList();
          List<BatchToRollBack> standing =
              suffix.stream().filter(b -> b.standing() && !wanted.contains(b)).toList();
          if (!standing.isEmpty() && !andLater) {
            problems.add(laterBatches(partition, standing));
          }
          plan.add(with(partition, andLater ? suffix : wanted));
        }
      }
      if (!problems.isEmpty()) {
        throw new RefusedException(problems);
      }
      plan.sort(childrenFirst());
      return plan;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static Problem laterBatches(
      PartitionToRollBack partition, List<BatchToRollBack> standing) {
    return new Problem(
        RollbackCode.LATER_BATCHES,
        partition.displayName(),
        standing.size()
            + " later batches stand: "
            + standing.stream()
                .limit(10)
                .map(batch -> batch.batchId() + " of run " + batch.runId())
                .collect(Collectors.joining(", "))
            + (standing.size() > 10 ? ", ..." : ""),
        "A partition is rolled back from its end; --and-later takes these back as well.");
  }

  private Comparator<PartitionToRollBack> childrenFirst() {
    List<Tenant> tenants = manifest.tenants();
    List<String> parentsFirst = List.copyOf(manifest.entities().keySet());
    return Comparator.comparingInt((PartitionToRollBack p) -> tenants.indexOf(p.tenant()))
        .thenComparing(p -> -parentsFirst.indexOf(p.entity().name()));
  }

  private List<PartitionToRollBack> partitions(Connection connection, RollbackTarget target)
      throws SQLException {
    String sql =
        """
        WITH "concerned" AS (
          SELECT p."partition_no", p."entity_no", p."tenant_no", e."identity", t."tenant_id",
                 w."partition_no" AS "claimed_no"
          FROM "migration"."partition" p
          JOIN "migration"."partition" w ON w."entity_no" = p."entity_no"
                                        AND w."tenant_no" = p."tenant_no" AND w."range_no" = 0
          JOIN "migration"."entity" e ON e."entity_no" = p."entity_no"
          JOIN "migration"."tenant" t ON t."tenant_no" = p."tenant_no"
          WHERE %s
        ), "taken" AS (
          SELECT r."batch_no", r."batch_id", r."run_id", r."batch"->>'kind' AS "kind",
                 -- The audit of a ledger that knew no refresh yet doesn't say it.
                 coalesce((r."batch"->>'pass')::int4, 0) AS "pass",
                 (r."batch"->>'partition_no')::int8 AS "partition_no"
          FROM "migration"."rolled_back_batch" r
        )
        SELECT c.*, b."batch_no", b."batch_id", b."run_id", b."kind", b."pass",
               TRUE AS "standing"
        FROM "migration"."batch_state" b JOIN "concerned" c USING ("partition_no")
        UNION ALL
        SELECT c.*, r."batch_no", r."batch_id", r."run_id", r."kind", r."pass", FALSE
        FROM "taken" r JOIN "concerned" c USING ("partition_no")
        WHERE EXISTS (SELECT FROM "migration"."id_mapping_int" m
                      WHERE m."entity_no" = c."entity_no" AND m."tenant_no" = c."tenant_no"
                        AND m."batch_no" = r."batch_no")
           OR EXISTS (SELECT FROM "migration"."id_mapping_text" m
                      WHERE m."entity_no" = c."entity_no" AND m."tenant_no" = c."tenant_no"
                        AND m."batch_no" = r."batch_no")
        ORDER BY "claimed_no", "batch_no" DESC
        """
            .formatted(condition(target));
    Map<Long, PartitionToRollBack> partitions = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setTarget(statement, target);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          PartitionToRollBack partition = partitions.get(rows.getLong("claimed_no"));
          if (partition == null) {
            partition = partition(rows);
            partitions.put(partition.partitionNo(), partition);
          }
          partition
              .batches()
              .add(
                  new BatchToRollBack(
                      rows.getLong("batch_no"),
                      rows.getLong("partition_no"),
                      rows.getObject("batch_id", UUID.class),
                      rows.getObject("run_id", UUID.class),
                      rows.getString("kind"),
                      rows.getInt("pass"),
                      rows.getBoolean("standing")));
        }
      }
    }
    return List.copyOf(partitions.values());
  }

  private static String condition(RollbackTarget target) {
    String having =
        """
        (p."entity_no", p."tenant_no") IN (
          SELECT h."entity_no", h."tenant_no" FROM "migration"."partition" h
          WHERE h."partition_no" IN (SELECT b."partition_no" FROM "migration"."batch_state" b
                                     WHERE b."%1$s" = ?
                                     UNION ALL
                                     SELECT (r."batch"->>'partition_no')::int8
                                     FROM "migration"."rolled_back_batch" r
                                     WHERE r."%1$s" = ?))
        """;
    return target
        .id()
        .map(id -> having.formatted(id.column()))
        .orElse("e.\"identity\" = ANY (?) AND t.\"tenant_id\" = ANY (?)");
  }

  private static void setTarget(PreparedStatement statement, RollbackTarget target)
      throws SQLException {
    if (target instanceof RollbackTarget.OfPartitions of) {
      Connection connection = statement.getConnection();
      statement.setArray(1, connection.createArrayOf("text", of.entities().toArray()));
      statement.setArray(2, Quoted.uuids(connection, of.tenants()));
    } else {
      UUID id = target.id().orElseThrow().value();
      statement.setObject(1, id);
      statement.setObject(2, id);
    }
  }

  private PartitionToRollBack partition(ResultSet row) throws SQLException {
    String identity = row.getString("identity");
    UUID tenantId = row.getObject("tenant_id", UUID.class);
    Entity entity =
        manifest.entities().values().stream()
            .filter(e -> e.identity().equals(identity) && e.service().equals(service))
            .findFirst()
            .orElseThrow(() -> notInManifest("entity", identity));
    Tenant tenant =
        manifest.tenants().stream()
            .filter(t -> t.id().equals(tenantId))
            .findFirst()
            .orElseThrow(() -> notInManifest("tenant", tenantId.toString()));
    return new PartitionToRollBack(
        entity,
        tenant,
        row.getLong("claimed_no"),
        row.getInt("entity_no"),
        row.getInt("tenant_no"),
        new ArrayList<>());
  }

  private RefusedException notInManifest(String kind, String name) {
    return new RefusedException(
        new Problem(
            RollbackCode.UNKNOWN,
            "service " + service,
            "its ledger has batches of " + kind + " " + name + ", which the manifest does not have",
            "Roll back with the manifest that they were loaded with."));
  }

  private static PartitionToRollBack with(
      PartitionToRollBack partition, List<BatchToRollBack> batches) {
    return new PartitionToRollBack(
        partition.entity(),
        partition.tenant(),
        partition.partitionNo(),
        partition.entityNo(),
        partition.tenantNo(),
        batches);
  }

  /** Whether the ledger has, or had, such a batch or run; always, for partitions. */
  public boolean knows(RollbackTarget target) {
    if (target.id().isEmpty()) {
      return true;
    }
    String sql =
        """
        SELECT EXISTS (SELECT FROM "migration"."%2$s" WHERE "%1$s" = ?)
            OR EXISTS (SELECT FROM "migration"."rolled_back_batch" WHERE "%1$s" = ?)
        """
            .formatted(
                target.id().get().column(),
                target instanceof RollbackTarget.OfRun ? "run" : "batch_state");
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      setTarget(statement, target);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Keeps that a rollback begins, and has the mapping store's batches found by their index. */
  public void begin(UUID rollbackId, String scope, String why, String host) {
    String sql =
        """
        INSERT INTO "migration"."rollback" ("rollback_id", "scope", "why", "host")
        VALUES (?, ?, ?, ?)
        """;
    // PostgreSQL lets only the index's owner do it; without it the scan is slower, not wrong.
    String summarise =
        """
        SELECT brin_summarize_new_values(c."oid")
        FROM pg_class c
        WHERE c."oid" IN ('"migration"."id_mapping_int_batch"'::regclass,
                          '"migration"."id_mapping_text_batch"'::regclass)
          AND pg_has_role(c."relowner", 'USAGE')
        """;
    try (Connection connection = dataSource.getConnection()) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setObject(1, rollbackId);
        statement.setString(2, scope);
        statement.setString(3, why);
        statement.setString(4, host);
        statement.executeUpdate();
      }
      try (PreparedStatement statement = connection.prepareStatement(summarise)) {
        statement.execute();
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Keeps how a rollback ended. */
  public void end(UUID rollbackId, String status, String message) {
    String sql =
        """
        UPDATE "migration"."rollback"
        SET "status" = ?, "message" = ?, "completed_at" = clock_timestamp()
        WHERE "rollback_id" = ?
        """;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, status);
      statement.setString(2, message);
      statement.setObject(3, rollbackId);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private MigrationException failure(SQLException e) {
    return new MigrationException(
        new Problem(
            RollbackCode.DATABASE,
            "service " + service,
            ServerWords.of(e),
            "Mend the cause and run the same command again."),
        e);
  }
}
