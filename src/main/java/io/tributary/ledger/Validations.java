package io.tributary.ledger;

import io.tributary.fault.MigrationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What the control database keeps of validations: each one, and its findings an entity and tenant.
 * Thread-safe. Every method throws {@link MigrationException} if the database fails.
 */
public final class Validations {

  private final Transactions transactions;

  Validations(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * A validation.
   *
   * @param runId its id
   * @param options how much is looked at
   * @param seed what samples are drawn by
   * @param subject a digest of what is looked at
   */
  public record Recorded(UUID runId, String options, long seed, String subject) {}

  /** Keeps that a validation begins. */
  public void begin(Recorded validation, String manifest, String toolVersion) {
    String sql =
        """
        INSERT INTO "migration"."validation"
          ("run_id", "manifest", "tool_version", "options", "seed", "subject")
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT ("run_id") DO NOTHING
        """;
    transactions.own(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, validation.runId());
            statement.setString(2, LedgerText.escape(manifest));
            statement.setString(3, LedgerText.escape(toolVersion));
            statement.setString(4, validation.options());
            statement.setLong(5, validation.seed());
            statement.setString(6, validation.subject());
            return statement.executeUpdate();
          }
        });
  }

  /**
   * The last validation like this that was broken off, less than a day ago, and that no living
   * process works on. Another process may find the same one: who goes on with it has to show itself
   * by {@link Ledger#presenceAlone} first.
   *
   * @param seed empty for any
   */
  public Optional<Recorded> unfinished(String options, OptionalLong seed, String subject) {
    String sql =
        """
        SELECT "run_id", "options", "seed", "subject" FROM "migration"."validation"
        WHERE "completed_at" IS NULL AND "options" = ? AND "subject" = ?
          AND (? OR "seed" = ?)
          AND "started_at" > clock_timestamp() - interval '1 day'
          AND pg_try_advisory_xact_lock("migration"."run_lock"("run_id"))
        ORDER BY "started_at" DESC
        LIMIT 1
        """;
    return transactions.own(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, options);
            statement.setString(2, subject);
            statement.setBoolean(3, seed.isEmpty());
            statement.setLong(4, seed.orElse(0));
            return one(statement);
          }
        });
  }

  /** Whether a validation has begun, and is not through. */
  public boolean isUnfinished(UUID runId) {
    String sql =
        """
        SELECT FROM "migration"."validation" WHERE "run_id" = ? AND "completed_at" IS NULL
        """;
    return transactions.own(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, runId);
            try (ResultSet row = statement.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  /** A validation by its id, or the last one that is through. */
  public Optional<Recorded> find(Optional<UUID> runId) {
    String sql =
        """
        SELECT "run_id", "options", "seed", "subject" FROM "migration"."validation"
        WHERE CASE WHEN ?::uuid IS NULL THEN "completed_at" IS NOT NULL ELSE "run_id" = ? END
        ORDER BY "completed_at" DESC
        LIMIT 1
        """;
    return transactions.own(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, runId.orElse(null));
            statement.setObject(2, runId.orElse(null));
            return one(statement);
          }
        });
  }

  private static Optional<Recorded> one(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Recorded(
                  row.getObject(1, UUID.class), row.getString(2), row.getLong(3), row.getString(4)))
          : Optional.empty();
    }
  }

  /** Keeps what was found of an entity and tenant, in place of what was kept before. */
  public void keep(UUID runId, String entity, String tenant, String findings) {
    String sql =
        """
        INSERT INTO "migration"."validation_result" ("run_id", "entity", "tenant", "findings")
        VALUES (?, ?, ?, ?)
        ON CONFLICT ("run_id", "entity", "tenant")
        DO UPDATE SET "findings" = EXCLUDED."findings", "kept_at" = EXCLUDED."kept_at"
        """;
    transactions.own(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, runId);
            statement.setString(2, entity);
            statement.setString(3, tenant);
            statement.setString(4, LedgerText.escape(findings));
            return statement.executeUpdate();
          }
        });
  }

  /** All that was kept of a validation. */
  public List<String> kept(UUID runId) {
    return transactions.own(
        connection -> {
          List<String> kept = new ArrayList<>();
          try (PreparedStatement statement =
              connection.prepareStatement(
                  "SELECT \"findings\" FROM \"migration\".\"validation_result\""
                      + " WHERE \"run_id\" = ?")) {
            statement.setObject(1, runId);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                kept.add(LedgerText.unescape(rows.getString(1)));
              }
            }
          }
          return kept;
        });
  }

  /** Keeps that a validation is through. */
  public void end(UUID runId, String verdict) {
    String sql =
        """
        UPDATE "migration"."validation" SET "completed_at" = clock_timestamp(), "verdict" = ?
        WHERE "run_id" = ?
        """;
    transactions.own(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, verdict);
            statement.setObject(2, runId);
            return statement.executeUpdate();
          }
        });
  }

  /**
   * How far the service's ledger is: it changes with every batch, rollback, second pass and repair.
   */
  public String position() {
    return transactions.own(Validations::position);
  }

  private static String position(Connection connection) throws SQLException {
    String sql =
        """
        SELECT concat_ws('/',
          (SELECT coalesce(max("batch_no"), 0) FROM "migration"."batch_state"),
          (SELECT count(*) FROM "migration"."rolled_back_batch"),
          (SELECT coalesce(max("second_pass_no"), 0) FROM "migration"."second_pass"),
          (SELECT coalesce(max("deleted_no"), 0) FROM "migration"."deleted_row"))
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }
}
