package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Schemas as they were frozen, in the control database. What is in a schema's JSON is its writer's
 * to know. Thread-safe.
 */
public final class SchemaSnapshots {

  private final String manifest;
  private final Transactions transactions;

  SchemaSnapshots(String manifest, Transactions transactions) {
    this.manifest = manifest;
    this.transactions = transactions;
  }

  /** Which of the two sides a schema is on. */
  public enum Side {
    /** A tenant's legacy database. */
    LEGACY("legacy"),
    /** A service's target schema. */
    TARGET("target");

    private final String word;

    Side(String word) {
      this.word = word;
    }
  }

  /**
   * A schema to be kept.
   *
   * @param side which side it is on
   * @param subject the tenant's id, or the service's name
   * @param name the tenant's or service's name
   * @param json the schema
   */
  public record Frozen(Side side, String subject, String name, String json) {}

  /** Keeps schemas, all or none; they are what {@link #latest} finds from now on. */
  public void freeze(List<Frozen> schemas) {
    String sql =
        """
        INSERT INTO "migration"."schema_snapshot" ("manifest", "side", "subject", "name", "schema")
        VALUES (?, ?, ?, ?, ?::jsonb)
        """;
    transactions.own(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Frozen schema : schemas) {
              statement.setString(1, manifest);
              statement.setString(2, schema.side.word);
              statement.setString(3, schema.subject);
              statement.setString(4, schema.name);
              statement.setString(5, schema.json);
              statement.executeUpdate();
            }
          }
          return null;
        });
  }

  /** The schema that was frozen last; empty if none was. */
  public Optional<String> latest(Side side, String subject) {
    return transactions.own(connection -> latest(connection, side, subject));
  }

  private Optional<String> latest(Connection connection, Side side, String subject)
      throws SQLException {
    String sql =
        """
        SELECT "schema"::text FROM "migration"."schema_snapshot"
        WHERE "manifest" = ? AND "side" = ? AND "subject" = ?
        ORDER BY "snapshot_no" DESC LIMIT 1
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, manifest);
      statement.setString(2, side.word);
      statement.setString(3, subject);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }
}
