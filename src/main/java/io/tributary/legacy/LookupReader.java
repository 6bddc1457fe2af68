package io.tributary.legacy;

import io.tributary.batch.SourceColumn;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads a small entity whole. Thread-safe. */
final class LookupReader {

  private static final int MOST_ROWS = 200_000;
  private static final int FETCH_ROWS = 1_000;

  private final Tenant tenant;
  private final Dialect dialect;
  private final LegacyPool pool;
  private final SelectSql sql;

  LookupReader(Tenant tenant, Dialect dialect, LegacyPool pool) {
    this.tenant = tenant;
    this.dialect = dialect;
    this.pool = pool;
    this.sql = new SelectSql(dialect);
  }

  /** See {@link LegacyDatabase#readColumns}. */
  List<Object[]> read(Entity entity, List<String> columns) {
    return pool.read(
        connection -> read(connection, entity, columns),
        e -> LegacyDatabase.unreadable(entity, tenant, e));
  }

  private List<Object[]> read(Connection connection, Entity entity, List<String> columns)
      throws SQLException {
    LegacyTable table = new Catalog(dialect, tenant.name(), connection).describe(entity);
    List<SourceColumn> found =
        columns.stream().map(name -> LegacyDatabase.column(entity, tenant, table, name)).toList();
    try (PreparedStatement statement =
        pool.prepare(connection, sql.columns(entity, table, found))) {
      statement.setInt(1, MOST_ROWS + 1);
      statement.setFetchSize(FETCH_ROWS);
      try (ResultSet rows = statement.executeQuery()) {
        return rows(entity, rows, new RowReader(found));
      }
    }
  }

  private List<Object[]> rows(Entity entity, ResultSet rows, RowReader reader) throws SQLException {
    List<Object[]> read = new ArrayList<>();
    while (rows.next()) {
      if (read.size() == MOST_ROWS) {
        throw new MigrationException(
            LegacyCode.TOO_MANY_ROWS.at(
                entity.name() + "/" + tenant.name(),
                entity.legacy().displayName() + " has more than " + MOST_ROWS + " rows",
                "it is no small lookup; give it scope tenant and migrate it as a table"),
            null);
      }
      read.add(reader.read(rows));
    }
    return read;
  }
}
