package io.tributary.ledger;

import io.tributary.batch.Claim;
import io.tributary.manifest.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Lets one tenant at a time write the rows that all tenants share.
 *
 * <p>Two that insert the same row at once would meet in its unique indexes. The merge is on the
 * primary key alone, so that a conflict on another index, met first, would make a dead letter of a
 * good row. Shared lookups are small: taking turns costs nothing to speak of.
 */
final class SharedRows {

  /** In the batch's transaction: waits for other tenants' batches of a shared entity. */
  void lock(Connection connection, Claim claim) throws SQLException {
    if (claim.entity().scope() != Scope.SHARED) {
      return;
    }
    String sql = "SELECT pg_advisory_xact_lock(hashtextextended('tributary shared ' || ?, 0))";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, claim.entity().identity());
      statement.execute();
    }
  }
}
