package io.tributary.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Builds a missing index from what the ledger has saved of it. */
final class IndexBuild {

  /**
   * Memory to sort in, unless the server gives more, and no limit of time. A server that can tell
   * gives up building for a process that is gone, so that the next one need not wait for its locks.
   */
  private static final String SETTINGS =
      """
      DO $$
      BEGIN
        PERFORM set_config('statement_timeout', '0', TRUE);
        IF (SELECT "setting"::bigint < 262144 FROM pg_settings
            WHERE "name" = 'maintenance_work_mem') THEN
          PERFORM set_config('maintenance_work_mem', '256MB', TRUE);
        END IF;
        BEGIN
          PERFORM set_config('client_connection_check_interval', '2s', TRUE);
        EXCEPTION WHEN invalid_parameter_value OR undefined_object THEN
          -- This server cannot tell: it goes on building, and undoes it in the end.
          NULL;
        END;
      END $$
      """;

  private IndexBuild() {}

  /**
   * Builds the index and marks its row.
   *
   * @param patience how long to wait for locks of others
   * @return false if there is nothing to do, or another process does it
   */
  static boolean carryOut(Connection connection, long number, Duration patience)
      throws SQLException {
    connection.setNetworkTimeout(Runnable::run, 0);
    Ddl.execute(connection, SETTINGS);
    Transactions.limit(connection, Duration.ZERO);
    Transactions.set(connection, "lock_timeout", patience);
    Optional<IndexDefinition> missing = IndexRows.lock(connection, number);
    if (missing.isEmpty()) {
      return false;
    }
    IndexDefinition index = missing.get();
    switch (IndexCatalog.placeOf(connection, index)) {
      case FREE -> index.create(connection);
      case THERE -> {
        // Somebody has put it back by hand.
      }
      case TAKEN -> throw new SQLException("something else has its name");
    }
    IndexRows.markRebuilt(connection, number);
    return true;
  }
}
