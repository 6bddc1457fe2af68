package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Who holds a partition, and whether they live.
 *
 * <p>The process of a run holds an advisory lock on a session of its own and writes a heartbeat
 * ({@link Presence}). A run has abandoned its partitions when it has ended, when the lock is free
 * (its process is gone), or when its heart has not beaten for the lease (its process is frozen, or
 * cut off). None of this decides who may write: the epoch in the partition's row does. It decides
 * only whether to wait.
 */
final class Holders {

  /** Of a row of {@code migration.run} called r; the one parameter is the lease in milliseconds. */
  static final String RUN_LIVES =
      """
      r."completed_at" IS NULL
      AND r."heartbeat_at" > clock_timestamp() - ? * INTERVAL '1 millisecond'
      AND NOT pg_try_advisory_xact_lock_shared("migration"."run_lock"(r."run_id"))
      """;

  private static final String SESSION = "tributary run ";

  private final Duration lease;

  Holders(Duration lease) {
    this.lease = lease;
  }

  /**
   * The other run that holds the partition, or another range of its entity and tenant, and lives;
   * empty if nobody does.
   */
  Optional<ClaimAnswer.Held> living(Connection connection, long partitionNo, UUID asker)
      throws SQLException {
    String sql =
        """
        SELECT r."run_id", r."host", r."pid"
        FROM "migration"."partition" p JOIN "migration"."run" r USING ("run_id")
        WHERE (p."entity_no", p."tenant_no") = (SELECT o."entity_no", o."tenant_no"
                                                FROM "migration"."partition" o
                                                WHERE o."partition_no" = ?)
          AND p."held" AND p."run_id" <> ? AND %s
        LIMIT 1
        """
            .formatted(RUN_LIVES);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, partitionNo);
      statement.setObject(2, asker);
      statement.setLong(3, lease.toMillis());
      return held(statement);
    }
  }

  /**
   * Other runs that hold partitions of these entities and live.
   *
   * @return one for each entity of which that is so, by its identity
   */
  Map<String, ClaimAnswer.Held> livingOfEach(
      Connection connection, Collection<String> entityIdentities, UUID asker) throws SQLException {
    String sql =
        """
        SELECT DISTINCT ON (e."identity") e."identity", r."run_id", r."host", r."pid"
        FROM "migration"."partition" p
        JOIN "migration"."run" r USING ("run_id")
        JOIN "migration"."entity" e USING ("entity_no")
        WHERE e."identity" = ANY (?) AND p."held" AND p."run_id" <> ? AND %s
        ORDER BY e."identity", r."run_id"
        """
            .formatted(RUN_LIVES);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", entityIdentities.toArray()));
      statement.setObject(2, asker);
      statement.setLong(3, lease.toMillis());
      Map<String, ClaimAnswer.Held> living = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          living.put(rows.getString("identity"), held(rows));
        }
      }
      return living;
    }
  }

  private static Optional<ClaimAnswer.Held> held(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(held(row)) : Optional.empty();
    }
  }

  private static ClaimAnswer.Held held(ResultSet row) throws SQLException {
    return new ClaimAnswer.Held(
        row.getObject("run_id", UUID.class), row.getString("host"), row.getLong("pid"));
  }

  /** What a session is called, by {@code application_name}, while it works for a run. */
  static String sessionName(UUID runId) {
    return SESSION + runId;
  }

  /** Names the session until its transaction ends; before it locks a partition. */
  static void nameSession(Connection connection, UUID runId) throws SQLException {
    Transactions.set(connection, "application_name", sessionName(runId));
  }

  /**
   * The names of sessions in which runs that do not live any more have locked partitions. A row
   * would not tell who has locked it: once a batch has written it under a savepoint, its xmax is a
   * multixact; and a claim of another range holds the advisory lock before any row is the run's.
   *
   * @param asker the run whose own sessions do not count, whatever its heart does
   */
  List<String> abandonedSessions(Connection connection, UUID asker) throws SQLException {
    String sql =
        """
        SELECT DISTINCT a."application_name" FROM pg_stat_activity a
        WHERE a."datname" = current_database()
          AND starts_with(a."application_name", ?)
          AND a."application_name" <> ?
          AND NOT EXISTS (SELECT FROM "migration"."run" r
                          WHERE a."application_name" = ? || r."run_id" AND %s)
        """
            .formatted(RUN_LIVES);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, SESSION);
      statement.setString(2, sessionName(asker));
      statement.setString(3, SESSION);
      statement.setLong(4, lease.toMillis());
      List<String> names = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    }
  }

  /**
   * Ends sessions: their transactions are undone, unless they are committing right now. PostgreSQL
   * lets a role end its own sessions.
   *
   * @return how many have ended
   */
  int end(Connection connection, List<String> sessions) throws SQLException {
    String sql =
        """
        SELECT count(*) FILTER (WHERE pg_terminate_backend("pid", 5000)) FROM pg_stat_activity
        WHERE "datname" = current_database() AND "application_name" = ANY (?)
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", sessions.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
