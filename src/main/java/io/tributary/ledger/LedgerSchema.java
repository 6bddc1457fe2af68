package io.tributary.ledger;

import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Schema {@code migration}: created and upgraded by Flyway, which locks out a second process. */
final class LedgerSchema {

  private static final String SCHEMA = "migration";

  private final String where;
  private final DataSource dataSource;

  LedgerSchema(String where, DataSource dataSource) {
    this.where = where;
    this.dataSource = dataSource;
  }

  void migrate() {
    try {
      Flyway.configure(LedgerSchema.class.getClassLoader())
          .loggers(QuietFlywayLog.class.getName())
          .dataSource(dataSource)
          .schemas(SCHEMA)
          .defaultSchema(SCHEMA)
          .table("flyway_history")
          .locations("classpath:io/tributary/ledger/migration")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new MigrationException(
          new Problem(
              LedgerCode.SCHEMA,
              where,
              "schema migration cannot be created or upgraded: " + e.getMessage(),
              "The role needs CREATE on the database, or a schema migration that it owns and"
                  + " that holds nothing else."),
          e);
    }
  }

  /**
   * Whether the schema is there, whole. One whose upgrade was broken off, or that an older build
   * left, is none as long as nobody has brought it up to date: a run does, before it claims.
   */
  static boolean exists(Connection connection) throws SQLException {
    String sql =
        """
        SELECT to_regclass('migration.batch_state') IS NOT NULL
           AND to_regclass('migration.rolled_back_batch') IS NOT NULL
           AND EXISTS (SELECT FROM pg_attribute
                       WHERE "attrelid" = to_regclass('migration.batch_state')
                         AND "attname" = 'pass')
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getBoolean(1);
    }
  }
}
