package io.tributary.validate;

import io.tributary.fault.LostSessionException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.PassingFaults;
import io.tributary.fault.Problem;
import io.tributary.ledger.Session;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * One connection to a service, outside its pool, for all that is looked at of one entity and
 * tenant: temporary tables live and die with it. It acts for the tenant as far as row-level
 * security is concerned, and prints values in one way whatever the server's settings.
 *
 * <p>A connection that is lost is not opened again: what its temporary tables held would be missing
 * without a word. For one thread at a time.
 */
public final class ProofSession implements AutoCloseable {

  private static final String SETTINGS =
      """
      SET TimeZone = 'UTC';
      SET DateStyle = 'ISO, YMD';
      SET IntervalStyle = 'postgres';
      SET extra_float_digits = 3;
      SET bytea_output = 'hex';
      SET temp_buffers = '32MB';
      SET jit = off;
      SET application_name = 'tributary validate'
      """;

  private final String where;
  private final Connection connection;

  private ProofSession(String where, Connection connection) {
    this.where = where;
    this.connection = connection;
  }

  /** What is done on the connection, in one transaction. */
  @FunctionalInterface
  interface Look<T> {
    T at(Connection connection) throws SQLException;
  }

  /**
   * Opens one.
   *
   * @throws MigrationException if the service cannot be reached
   */
  public static ProofSession open(Session session, Service service, Tenant tenant) {
    String where = service.name() + " for " + tenant.name();
    try {
      Connection connection = session.open();
      try {
        prepare(connection, service, tenant);
        return new ProofSession(where, connection);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw failure(where, e);
    }
  }

  private static void prepare(Connection connection, Service service, Tenant tenant)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS);
    }
    if (service.tenantSetting().isPresent()) {
      actFor(connection, service.tenantSetting().get(), tenant, false);
    }
    connection.setAutoCommit(false);
  }

  /** Until the transaction ends, it acts for another tenant. */
  static void actFor(Connection connection, String setting, Tenant tenant) throws SQLException {
    actFor(connection, setting, tenant, true);
  }

  private static void actFor(
      Connection connection, String setting, Tenant tenant, boolean untilTheEnd)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT set_config(?, ?, ?)")) {
      statement.setString(1, setting);
      statement.setString(2, tenant.id().toString());
      statement.setBoolean(3, untilTheEnd);
      statement.execute();
    }
  }

  /**
   * Looks at whole tables against each other. Right after a load the server has no statistics yet,
   * and a plan for a few rows, made for millions, would read one table once for each row of the
   * other.
   *
   * @throws MigrationException if the database fails
   */
  <T> T lookAtAll(Look<T> work) {
    return look(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL enable_nestloop = off");
          }
          return work.at(connection);
        });
  }

  /**
   * Looks in one transaction, which is rolled back if the work fails.
   *
   * @throws LostSessionException if the connection is gone, and with it all that was looked up
   * @throws MigrationException if the database fails
   */
  <T> T look(Look<T> work) {
    try {
      T result = work.at(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      rollBack(e);
      throw PassingFaults.isLoss(e)
          ? new LostSessionException(problem(where, e), e)
          : failure(where, e);
    } catch (RuntimeException | Error e) {
      rollBack(e);
      throw e;
    }
  }

  private void rollBack(Throwable cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static MigrationException failure(String where, SQLException e) {
    return new MigrationException(problem(where, e), e);
  }

  /** Without the server's detail, which may quote a row. */
  private static Problem problem(String where, SQLException e) {
    String words = String.valueOf(e.getMessage());
    if (e instanceof PSQLException postgres) {
      ServerErrorMessage server = postgres.getServerErrorMessage();
      if (server != null && server.getMessage() != null) {
        words = server.getMessage();
      }
    }
    return new Problem(
        ValidateCode.DATABASE,
        where,
        words + (e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")"),
        "Mend the cause and validate again; nothing was written.");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(where, e);
    }
  }
}
