package io.tributary.ledger;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import io.tributary.fault.Retries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The two kinds of transaction that the ledger works in: the caller's, which Spring has bound to
 * the thread, and one of its own on a connection of its own.
 *
 * <p>The server ends one of its own when it hears nothing of this process for a while: one that is
 * frozen in the middle must not keep its locks. Waiting for a lock is no silence.
 */
final class Transactions {

  private static final int TRANSACTION_TIMEOUT_SINCE = 17;

  private final String where;
  private final DataSource dataSource;
  private final Retries retries;
  private final Duration silence;

  /**
   * Transactions with a database.
   *
   * @param silence the longest that the server hears nothing in a transaction of its own
   */
  Transactions(String where, DataSource dataSource, Retries retries, Duration silence) {
    this.where = where;
    this.retries = retries;
    this.silence = silence;
    // Spring binds a transaction to the pool itself, never to the proxy before it.
    this.dataSource =
        dataSource instanceof TransactionAwareDataSourceProxy proxy
                && proxy.getTargetDataSource() != null
            ? proxy.getTargetDataSource()
            : dataSource;
  }

  DataSource dataSource() {
    return dataSource;
  }

  /**
   * Commits what the work did, or rolls it back if it throws, whatever the caller's state. After a
   * fault that can pass all of it is done again, also where nobody knows whether it was committed:
   * the work must come to the same when it is done twice.
   */
  <T> T own(SqlWork<T> work) {
    return retries.on(where, () -> once(work));
  }

  /** As {@link #own}, but tried once only: for work that remembers what it did. */
  <T> T once(SqlWork<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        set(connection, "idle_in_transaction_session_timeout", silence);
        T result = work.run(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** As {@link #once}, but waits for no lock longer than that. */
  <T> T onceWithin(Duration patience, SqlWork<T> work) {
    return once(
        connection -> {
          set(connection, "lock_timeout", patience);
          return work.run(connection);
        });
  }

  /**
   * Limits how long the connection's transaction may still last, where the server can (PostgreSQL
   * 17 and later).
   */
  static void limit(Connection connection, Duration time) throws SQLException {
    if (connection.getMetaData().getDatabaseMajorVersion() >= TRANSACTION_TIMEOUT_SINCE) {
      set(connection, "transaction_timeout", time);
    }
  }

  /** Sets a timeout of the server until the transaction ends. */
  static void set(Connection connection, String timeout, Duration time) throws SQLException {
    set(connection, timeout, Long.toString(time.toMillis()));
  }

  /** Changes a setting of the session until the transaction ends. */
  static void set(Connection connection, String setting, String value) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT set_config(?, ?, TRUE)")) {
      statement.setString(1, setting);
      statement.setString(2, value);
      statement.execute();
    }
  }

  /** Whether work failed since a lock was not to be had in time. */
  static boolean isLockTimeout(MigrationException failure) {
    return failure.getCause() instanceof SQLException e && "55P03".equals(e.getSQLState());
  }

  private static void rollBack(Connection connection, Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Works in the caller's transaction; commits nothing, rolls nothing back. */
  <T> T callers(SqlWork<T> work) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()
        || !TransactionSynchronizationManager.hasResource(dataSource)) {
      throw noTransaction();
    }
    try {
      Connection connection = DataSourceUtils.doGetConnection(dataSource);
      try {
        if (connection.getAutoCommit()) {
          throw noTransaction();
        }
        return work.run(connection);
      } finally {
        DataSourceUtils.doReleaseConnection(connection, dataSource);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private RefusedException noTransaction() {
    return new RefusedException(
        new Problem(
            LedgerCode.NO_TRANSACTION,
            where,
            "a batch can only be opened and closed within a transaction on this database",
            "Put the load's steps inside a `transacted` step whose policy uses this service's"
                + " transaction manager."));
  }

  MigrationException failure(SQLException e) {
    return new MigrationException(
        new Problem(
            LedgerCode.DATABASE,
            where,
            words(e) + (e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")"),
            "Nothing of this transaction is kept. Mend the cause and run again."),
        e);
  }

  /** The server's message without its detail, which may quote a row's values. */
  static String words(SQLException e) {
    if (e instanceof PSQLException postgres) {
      ServerErrorMessage server = postgres.getServerErrorMessage();
      if (server != null && server.getMessage() != null) {
        return server.getMessage();
      }
    }
    return String.valueOf(e.getMessage());
  }
}
