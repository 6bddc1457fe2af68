package io.tributary.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** The runs that wrote to this database. */
final class Runs {

  int start(Connection connection, RunInfo run) throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."run"
          ("run_id", "manifest", "tool_version", "host", "pid", "options")
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT ("run_id") DO NOTHING
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, run.runId());
      statement.setString(2, LedgerText.escape(run.manifest()));
      statement.setString(3, LedgerText.escape(run.toolVersion()));
      statement.setString(4, LedgerText.escape(run.host()));
      statement.setLong(5, run.pid());
      statement.setString(6, LedgerText.escape(run.options()));
      return statement.executeUpdate();
    }
  }

  int end(Connection connection, UUID runId, String status, String message) throws SQLException {
    String sql =
        """
        UPDATE "migration"."run"
        SET "status" = ?, "message" = ?, "completed_at" = clock_timestamp()
        WHERE "run_id" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, LedgerText.escape(status));
      statement.setString(2, LedgerText.escape(message));
      statement.setObject(3, runId);
      return statement.executeUpdate();
    }
  }
}
