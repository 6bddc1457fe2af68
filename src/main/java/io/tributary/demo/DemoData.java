package io.tributary.demo;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import org.h2.tools.RunScript;

/**
 * The demo's legacy rows, made from a fixed seed: the same plan makes the same rows, to the byte.
 * Stateless.
 */
public final class DemoData {

  private DemoData() {}

  /**
   * Creates the legacy schema in an empty database and fills it.
   *
   * @param connection to an H2 database in SQL Server mode (see {@link LegacyFiles}); left open,
   *     with its auto-commit as it was
   * @return what must become of the rows
   * @throws SQLException if the database refuses; it is then to be thrown away
   */
  public static Expectations fill(Connection connection, DistrictPlan plan) throws SQLException {
    return fill(
        connection,
        plan,
        h2 -> RunScript.execute(h2, new StringReader(Resources.text("legacy.sql"))));
  }

  /** Creates the legacy schema over a connection. */
  @FunctionalInterface
  interface Schema {
    void create(Connection connection) throws SQLException;
  }

  /** As {@link #fill(Connection, DistrictPlan)}, on another kind of server. */
  static Expectations fill(Connection connection, DistrictPlan plan, Schema schema)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    schema.create(connection);
    connection.setAutoCommit(false);
    try (JdbcSink sink = new JdbcSink(connection)) {
      Expectations expectations = new District(plan).write(sink);
      sink.finish();
      return expectations;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
  }

  /** What must become of a plan's rows, without a database to put them into. */
  public static Expectations expectations(DistrictPlan plan) {
    try {
      return new District(plan).write(row -> {});
    } catch (SQLException e) {
      throw new IllegalStateException("a sink without a database raised a database's error", e);
    }
  }
}
