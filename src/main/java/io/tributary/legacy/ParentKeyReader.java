package io.tributary.legacy;

import io.tributary.batch.SourceColumn;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has a legacy server join rows to their parents. Thread-safe. */
final class ParentKeyReader {

  private final Tenant tenant;
  private final Dialect dialect;
  private final LegacyPool pool;
  private final SelectSql sql;

  ParentKeyReader(Tenant tenant, Dialect dialect, LegacyPool pool) {
    this.tenant = tenant;
    this.dialect = dialect;
    this.pool = pool;
    this.sql = new SelectSql(dialect);
  }

  /** See {@link LegacyDatabase#parentKeys}. */
  Map<String, Optional<String>> read(
      Entity entity, ValueSource.Reference reference, Entity parent, List<String> keys) {
    return pool.read(
        connection -> read(connection, entity, reference, parent, keys),
        e -> LegacyDatabase.unreadable(entity, tenant, e));
  }

  private Map<String, Optional<String>> read(
      Connection connection,
      Entity entity,
      ValueSource.Reference reference,
      Entity parent,
      List<String> keys)
      throws SQLException {
    Catalog catalog = new Catalog(dialect, tenant.name(), connection);
    LegacyTable table = catalog.describe(entity);
    LegacyTable parentTable = catalog.describe(parent);
    List<SourceColumn> held = RowPlan.held(entity, table, reference, parentTable);
    ParentJoin join = new ParentJoin(reference, parent, parentTable, held);
    try (PreparedStatement statement =
        pool.prepare(connection, sql.parentKeys(entity, table, join, keys.size()))) {
      KeyBinding.bindAll(statement, table.keyShape(), keys);
      return joined(statement, table, parentTable);
    }
  }

  private static Map<String, Optional<String>> joined(
      PreparedStatement statement, LegacyTable child, LegacyTable parent) throws SQLException {
    int width = child.key().size();
    List<SourceColumn> columns = new ArrayList<>(child.key());
    columns.addAll(parent.key());
    RowReader reader = new RowReader(columns);
    Map<String, Optional<String>> parents = new LinkedHashMap<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Object[] row = reader.read(rows);
        Object[] held = Arrays.copyOfRange(row, width, row.length);
        parents.put(
            child.keyShape().text(Arrays.copyOf(row, width)),
            held[0] == null ? Optional.empty() : Optional.of(parent.keyShape().text(held)));
      }
    }
    return parents;
  }
}
