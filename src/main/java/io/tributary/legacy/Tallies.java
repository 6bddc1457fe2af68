package io.tributary.legacy;

import io.tributary.batch.KeySum;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a legacy server counts and sums by itself. Thread-safe. */
final class Tallies {

  private static final Logger LOG = LoggerFactory.getLogger(Tallies.class);

  private final Tenant tenant;
  private final Dialect dialect;
  private final LegacyPool pool;
  private final TallySql sql;

  Tallies(Tenant tenant, Dialect dialect, LegacyPool pool) {
    this.tenant = tenant;
    this.dialect = dialect;
    this.pool = pool;
    this.sql = new TallySql(dialect);
  }

  /** See {@link LegacyDatabase#count}. */
  long count(Entity entity) {
    return asking(
        entity,
        (connection, catalog) ->
            one(
                connection,
                sql.count(entity, catalog.describe(entity).name()),
                rows -> rows.getLong(1)));
  }

  /** See {@link LegacyDatabase#keySum}. */
  Optional<KeySum> keySum(Entity entity, RowPlan keys) {
    return asking(
        entity,
        (connection, catalog) -> {
          try {
            return Optional.of(one(connection, sql.keySum(keys), Tallies::keySum));
          } catch (SQLTimeoutException e) {
            LOG.atInfo()
                .addKeyValue("event", "key-sum-timed-out")
                .addKeyValue("entity", entity.name())
                .addKeyValue("tenant", tenant.name())
                .log("summing all keys at once takes too long; they are read page by page");
            return Optional.empty();
          }
        });
  }

  private static KeySum keySum(ResultSet row) throws SQLException {
    KeySum keySum = new KeySum();
    if (row.getLong(1) > 0) {
      keySum.add(row.getLong(1), exact(row, 2), exact(row, 3));
    }
    return keySum;
  }

  private static BigInteger exact(ResultSet row, int column) throws SQLException {
    return row.getBigDecimal(column).toBigIntegerExact();
  }

  /** See {@link LegacyDatabase#repeated}. */
  RepeatedRows repeated(Entity entity, List<CleanedColumn> columns) {
    return asking(
        entity,
        (connection, catalog) -> {
          LegacyTable table = catalog.describe(entity);
          columns.forEach(wanted -> column(entity, table, wanted.column()));
          return one(
              connection,
              sql.repeated(entity, table, columns),
              rows -> new RepeatedRows(rows.getLong(1), rows.getLong(2)));
        });
  }

  /** See {@link LegacyDatabase#aggregates}. */
  List<Optional<Object>> aggregates(
      Entity entity, List<ColumnAggregate> asked, List<String> keys, boolean without) {
    return asking(
        entity,
        (connection, catalog) -> {
          LegacyTable table = catalog.describe(entity);
          try (PreparedStatement statement =
              pool.prepare(
                  connection, sql.aggregates(entity, table, asked, keys.size(), without))) {
            KeyBinding.bindAll(statement, table.keyShape(), keys);
            try (ResultSet rows = statement.executeQuery()) {
              rows.next();
              Object[] row = new RowReader(read(table, asked)).read(rows);
              return Arrays.stream(row).map(Optional::ofNullable).toList();
            }
          }
        });
  }

  /** See {@link LegacyDatabase#filled}. */
  List<Long> filled(Entity entity, List<List<String>> anyOf, List<String> keys, boolean without) {
    return asking(
        entity,
        (connection, catalog) -> {
          LegacyTable table = catalog.describe(entity);
          List<List<SourceColumn>> columns =
              anyOf.stream()
                  .map(names -> names.stream().map(n -> column(entity, table, n)).toList())
                  .toList();
          String question = sql.filled(entity, table, columns, keys.size(), without);
          try (PreparedStatement statement = pool.prepare(connection, question)) {
            KeyBinding.bindAll(statement, table.keyShape(), keys);
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              List<Long> counts = new ArrayList<>();
              for (int i = 1; i <= anyOf.size(); i++) {
                // A sum over no rows is NULL, which reads as 0.
                counts.add(row.getLong(i));
              }
              return counts;
            }
          }
        });
  }

  private SourceColumn column(Entity entity, LegacyTable table, String name) {
    return LegacyDatabase.column(entity, tenant, table, name);
  }

  private static List<SourceColumn> read(LegacyTable table, List<ColumnAggregate> asked) {
    return asked.stream()
        .map(
            one ->
                switch (one.function()) {
                  case MIN, MAX -> table.find(one.column()).orElseThrow();
                  case COUNT, DISTINCT, SUM, ONES, UNITS, SECONDS ->
                      new SourceColumn(one.column(), SourceType.DECIMAL, "decimal", 38, 0, true);
                })
        .toList();
  }

  /** See {@link LegacyDatabase#orphans}. */
  long orphans(Entity entity, ValueSource.Reference reference, Entity parent) {
    return asking(
        entity,
        (connection, catalog) -> {
          LegacyTable table = catalog.describe(entity);
          LegacyTable parentTable = catalog.describe(parent);
          List<SourceColumn> held = RowPlan.held(entity, table, reference, parentTable);
          ParentJoin join = new ParentJoin(reference, parent, parentTable, held);
          return one(connection, sql.orphans(entity, table, join), rows -> rows.getLong(1));
        });
  }

  @FunctionalInterface
  private interface Asking<T> {
    T ask(Connection connection, Catalog catalog) throws SQLException;
  }

  @FunctionalInterface
  private interface Answer<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> T asking(Entity entity, Asking<T> asking) {
    return pool.read(
        connection -> asking.ask(connection, new Catalog(dialect, tenant.name(), connection)),
        e -> LegacyDatabase.unreadable(entity, tenant, e));
  }

  private <T> T one(Connection connection, String query, Answer<T> answer) throws SQLException {
    try (PreparedStatement statement = pool.prepare(connection, query);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return answer.read(rows);
    }
  }
}
