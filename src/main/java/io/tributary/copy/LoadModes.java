package io.tributary.copy;

import io.tributary.batch.LoadMode;
import io.tributary.manifest.Entity;
import io.tributary.manifest.LoadStyle;
import io.tributary.manifest.TableMapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Chooses how a partition's batches enter the target, once, before its first batch. A wrong DIRECT
 * is mended batch by batch (a taken primary key sends the batch to staging); a wrong MERGE is
 * merely slower.
 */
public final class LoadModes {

  private LoadModes() {}

  /**
   * UPSERT if the manifest says so; MERGE if row-level security binds the role on any of the
   * entity's tables, or if rows are there; else DIRECT.
   *
   * <p>Rows are there if the main table, or another one that has the tenant column, holds any of
   * this tenant's. If the main table has no such column, rows are there if any of the tables holds
   * any row at all.
   *
   * @param connection to the service's database
   * @param tables the target tables by name; all that the entity fills are among them
   * @param tenantColumn the conventional name of the column that holds the tenant's UUID
   */
  public static LoadMode choose(
      Connection connection,
      Map<String, TargetTable> tables,
      Entity entity,
      String tenantColumn,
      UUID tenantId)
      throws SQLException {
    if (entity.load() == LoadStyle.UPSERT) {
      return LoadMode.UPSERT;
    }
    List<TargetTable> targets =
        entity.into().stream().map(TableMapping::table).map(name -> named(tables, name)).toList();
    if (targets.stream().anyMatch(TargetTable::rowSecurityBinds)) {
      return LoadMode.MERGE;
    }
    boolean byTenant = targets.get(0).column(tenantColumn).isPresent();
    for (TargetTable table : targets) {
      Optional<TargetColumn> tenant = table.column(tenantColumn).filter(column -> byTenant);
      boolean isTaken =
          tenant.isPresent()
              ? hasRowsOf(connection, table, tenant.get(), tenantId)
              : !byTenant && hasRows(connection, table);
      if (isTaken) {
        return LoadMode.MERGE;
      }
    }
    return LoadMode.DIRECT;
  }

  private static TargetTable named(Map<String, TargetTable> tables, String name) {
    TargetTable table = tables.get(name);
    if (table == null) {
      throw new IllegalArgumentException("no target table " + name + " was read");
    }
    return table;
  }

  private static boolean hasRowsOf(
      Connection connection, TargetTable table, TargetColumn tenant, UUID tenantId)
      throws SQLException {
    String sql =
        """
        SELECT EXISTS (SELECT FROM %s WHERE %s = CAST(? AS %s))
        """
            .formatted(Quoted.table(table), Quoted.name(tenant.name()), tenant.sqlType());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, tenantId.toString());
      return isTrue(statement);
    }
  }

  private static boolean hasRows(Connection connection, TargetTable table) throws SQLException {
    String sql =
        """
        SELECT EXISTS (SELECT FROM %s)
        """
            .formatted(Quoted.table(table));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      return isTrue(statement);
    }
  }

  private static boolean isTrue(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getBoolean(1);
    }
  }
}
