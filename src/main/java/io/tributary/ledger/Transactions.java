package io.tributary.ledger;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.fault.RefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The two kinds of transaction that the ledger works in: the caller's, which Spring has bound to
 * the thread, and one of its own on a connection of its own.
 */
final class Transactions {

  private final String where;
  private final DataSource dataSource;

  Transactions(String where, DataSource dataSource) {
    this.where = where;
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

  /** Commits what the work did, or rolls it back if it throws, whatever the caller's state. */
  <T> T own(SqlWork<T> work) {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
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

  private MigrationException failure(SQLException e) {
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
