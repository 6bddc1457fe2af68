package io.tributary.legacy;

import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.batch.KeySum;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.BatchSize;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.math.BigInteger;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant's legacy database, which is only read. Each method borrows a connection for as long as
 * it runs and waits for one if the server's cap is reached. Thread-safe.
 *
 * <p>All methods throw {@link MigrationException} if the database cannot be reached or refuses to
 * answer.
 */
public final class LegacyDatabase {

  private static final int LOOKUP_ROWS = 200_000;
  private static final Logger LOG = LoggerFactory.getLogger(LegacyDatabase.class);

  private static final int FETCH_ROWS = 1_000;
  private static final BatchSize KEY_PAGE = new BatchSize(50_000, 64L << 20);

  private final Tenant tenant;
  private final Dialect dialect;
  private final LegacyPool pool;
  private final SelectSql sql;

  LegacyDatabase(Tenant tenant, Dialect dialect, LegacyPool pool) {
    this.tenant = tenant;
    this.dialect = dialect;
    this.pool = pool;
    this.sql = new SelectSql(dialect);
  }

  /** Whose database it is. */
  public Tenant tenant() {
    return tenant;
  }

  /** What tells its server from others; tenants with the same server share its cap. */
  public String server() {
    return dialect.server(tenant.legacy());
  }

  /**
   * What makes the connection to it easy to listen to or to impersonate, in words; empty if nothing
   * does.
   */
  public Optional<String> exposure() {
    return dialect.exposure(tenant.legacy());
  }

  /** The product and version that the server calls itself. */
  public String version() {
    return pool.read(
        connection -> {
          DatabaseMetaData server = connection.getMetaData();
          return server.getDatabaseProductName() + " " + server.getDatabaseProductVersion();
        },
        e -> refused("the version", e));
  }

  /**
   * What an entity reads from.
   *
   * @throws InvalidInputException with all problems, placed at the entity, if the table or a key
   *     column is missing, a key column cannot identify rows, or a column's type cannot be read and
   *     the entity does not ignore it
   */
  public LegacyTable describe(Entity entity) {
    return pool.read(
        connection -> new Catalog(dialect, tenant.name(), connection).describe(entity),
        e -> refused(entity.name(), e));
  }

  /**
   * About how many rows each table has, in one query for the whole database.
   *
   * @return rows by {@code schema.table} in lower case
   */
  public Map<String, Long> rowEstimates() {
    return pool.readOnce(
        connection -> new Catalog(dialect, tenant.name(), connection).rowEstimates(),
        e -> refused("row estimates", e));
  }

  /** All tables and views of the database, in a handful of queries however many there are. */
  public LegacySchema schema() {
    return pool.readOnce(
        connection -> new SchemaReader(dialect, connection).read(), e -> refused("the schema", e));
  }

  /** An identifier as the server's SQL wants it. */
  public String quote(String identifier) {
    return dialect.quote(identifier);
  }

  /**
   * How many rows an entity has to read, its filter applied.
   *
   * @throws InvalidInputException as {@link #describe}
   */
  public long count(Entity entity) {
    return pool.read(
        connection -> {
          LegacyTable table = new Catalog(dialect, tenant.name(), connection).describe(entity);
          try (PreparedStatement statement =
                  pool.prepare(connection, sql.count(entity, table.name()));
              ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
          }
        },
        e -> unreadable(entity, tenant, e));
  }

  /**
   * The columns of an entity's rows as its reader gives them: its own but the ignored ones, then
   * the keys of joined parents (see {@link io.tributary.batch.ParentKey}).
   *
   * @throws InvalidInputException as {@link #describe}, for the entity and its parents
   */
  public RowShape rowShape(Entity entity, Manifest manifest) {
    return plan(entity, manifest).shape();
  }

  /**
   * A reader of a claimed partition, with the manifest's batch size.
   *
   * @throws InvalidInputException as {@link #rowShape}
   */
  public KeysetReader reader(Claim claim, Manifest manifest) {
    return reader(claim, manifest, claim.entity().batch(), FETCH_ROWS);
  }

  /**
   * A reader of a claimed partition.
   *
   * @param size where its batches are cut
   * @param fetchRows how many rows the driver is asked to fetch at once
   * @throws InvalidInputException as {@link #rowShape}
   */
  public KeysetReader reader(Claim claim, Manifest manifest, BatchSize size, int fetchRows) {
    RowPlan plan = plan(claim.entity(), manifest);
    return new KeysetReader(
        claim, plan, pool, sql, size, fetchRows, drift(claim, plan), claim.upperBound());
  }

  /**
   * A reader of the keys of an entity's rows and nothing else, many at a time: of all its rows,
   * whatever range is claimed.
   *
   * @throws InvalidInputException as {@link #describe}
   */
  public KeysetReader keyReader(Claim claim, Manifest manifest) {
    RowPlan keys = plan(claim.entity(), manifest).keysOnly();
    return new KeysetReader(
        claim, keys, pool, sql, KEY_PAGE, FETCH_ROWS, drift(claim, keys), Optional.empty());
  }

  private DriftGuard drift(Claim claim, RowPlan plan) {
    return new DriftGuard(
        claim, plan, connection -> new Catalog(dialect, tenant.name(), connection));
  }

  /**
   * Count and sum of an entity's keys as they are now, which the server computes by itself: one
   * scan of its narrowest index. Empty where a key is not one integer, or where the server needs
   * longer than a query may take.
   *
   * @throws InvalidInputException as {@link #describe}
   */
  public Optional<KeySum> keySum(Entity entity, Manifest manifest) {
    RowPlan keys = plan(entity, manifest).keysOnly();
    if (!keys.keyShape().isInteger()) {
      return Optional.empty();
    }
    return pool.read(
        connection -> {
          try (PreparedStatement statement = pool.prepare(connection, sql.keySum(keys));
              ResultSet row = statement.executeQuery()) {
            row.next();
            KeySum keySum = new KeySum();
            if (row.getLong(1) > 0) {
              keySum.add(row.getLong(1), exact(row, 2), exact(row, 3));
            }
            return Optional.of(keySum);
          } catch (SQLTimeoutException e) {
            LOG.atInfo()
                .addKeyValue("event", "key-sum-timed-out")
                .addKeyValue("entity", entity.name())
                .addKeyValue("tenant", tenant.name())
                .log("summing all keys at once takes too long; they are read page by page");
            return Optional.empty();
          }
        },
        e -> unreadable(entity, tenant, e));
  }

  /**
   * How many values of some columns together are there more than once among an entity's rows.
   *
   * @param columns at least one
   * @throws InvalidInputException as {@link #describe}, or if there is no such column
   */
  public RepeatedRows repeated(Entity entity, List<CleanedColumn> columns) {
    return pool.read(
        connection -> {
          LegacyTable table = new Catalog(dialect, tenant.name(), connection).describe(entity);
          columns.forEach(wanted -> column(entity, table, wanted.column()));
          try (PreparedStatement statement =
                  pool.prepare(connection, sql.repeated(entity, table, columns));
              ResultSet rows = statement.executeQuery()) {
            rows.next();
            return new RepeatedRows(rows.getLong(1), rows.getLong(2));
          }
        },
        e -> unreadable(entity, tenant, e));
  }

  /** The most keys that one question can name. */
  public static final int KEYS_AT_ONCE = KeyedReader.KEYS_AT_ONCE;

  /**
   * Aggregates over columns that the server computes by itself, in one statement.
   *
   * @param asked at least one; the columns are there
   * @param keys canonical texts, at most {@link #KEYS_AT_ONCE}; empty for all rows
   * @param without whether the rows with these keys are left out, rather than the others
   * @return in the order of {@code asked}; NULL over no values
   * @throws InvalidInputException as {@link #describe}
   */
  public List<Optional<Object>> aggregates(
      Entity entity, List<ColumnAggregate> asked, List<String> keys, boolean without) {
    return pool.read(
        connection -> {
          LegacyTable table = new Catalog(dialect, tenant.name(), connection).describe(entity);
          try (PreparedStatement statement =
              pool.prepare(
                  connection, sql.aggregates(entity, table, asked, keys.size(), without))) {
            bindKeys(statement, table, keys);
            try (ResultSet rows = statement.executeQuery()) {
              rows.next();
              Object[] row = new RowReader(read(table, asked)).read(rows);
              return Arrays.stream(row).map(Optional::ofNullable).toList();
            }
          }
        },
        e -> unreadable(entity, tenant, e));
  }

  /**
   * How many of an entity's rows refer to a parent that is not there, or that the parent's own
   * filter leaves out. A row with a NULL in the reference refers to none.
   *
   * @throws InvalidInputException as {@link #describe}, for the entity and its parent
   */
  public long orphans(Entity entity, ValueSource.Reference reference, Entity parent) {
    return pool.read(
        connection -> {
          Catalog catalog = new Catalog(dialect, tenant.name(), connection);
          LegacyTable table = catalog.describe(entity);
          LegacyTable parentTable = catalog.describe(parent);
          List<SourceColumn> held = RowPlan.held(entity, table, reference, parentTable);
          ParentJoin join = new ParentJoin(reference, parent, parentTable, held);
          try (PreparedStatement statement =
                  pool.prepare(connection, sql.orphans(entity, table, join));
              ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
          }
        },
        e -> unreadable(entity, tenant, e));
  }

  /**
   * Joins rows to the parents that a reference leads to, by the columns that hold it. A parent that
   * its own filter leaves out is none.
   *
   * @param keys canonical keys of the entity's rows, at most {@link #KEYS_AT_ONCE}
   * @return the parent's canonical key by the row's; empty for a row that has no parent. Rows that
   *     are not there any more are left out
   * @throws InvalidInputException as {@link #describe}, for the entity and its parent
   */
  public Map<String, Optional<String>> parentKeys(
      Entity entity, ValueSource.Reference reference, Entity parent, List<String> keys) {
    return pool.read(
        connection -> {
          Catalog catalog = new Catalog(dialect, tenant.name(), connection);
          LegacyTable table = catalog.describe(entity);
          LegacyTable parentTable = catalog.describe(parent);
          List<SourceColumn> held = RowPlan.held(entity, table, reference, parentTable);
          ParentJoin join = new ParentJoin(reference, parent, parentTable, held);
          try (PreparedStatement statement =
              pool.prepare(connection, sql.parentKeys(entity, table, join, keys.size()))) {
            bindKeys(statement, table, keys);
            return joined(statement, table, parentTable);
          }
        },
        e -> unreadable(entity, tenant, e));
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

  private static void bindKeys(PreparedStatement statement, LegacyTable table, List<String> keys)
      throws SQLException {
    int parameter = 1;
    for (String text : keys) {
      for (Object part : table.keyShape().parse(table.keyShape().split(text))) {
        KeyBinding.bind(statement, parameter++, part);
      }
    }
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

  private static BigInteger exact(ResultSet row, int column) throws SQLException {
    return row.getBigDecimal(column).toBigIntegerExact();
  }

  /** A reader of rows of a claimed partition by their keys. */
  KeyedReader keyedReader(Claim claim, BatchKind kind, Manifest manifest) {
    RowPlan plan = plan(claim.entity(), manifest);
    return new KeyedReader(
        claim, kind, plan, pool, sql, drift(claim, plan), claim.entity().batch().bytes());
  }

  /**
   * Some columns of all rows of a small entity, in key order.
   *
   * @param columns names, without regard to case
   * @return a row an array, values in the order of {@code columns}, null or of the source type
   * @throws InvalidInputException as {@link #describe}, or if there is no such column
   * @throws MigrationException if there are more than 200,000 rows
   */
  public List<Object[]> readColumns(Entity entity, List<String> columns) {
    return pool.read(
        connection -> {
          LegacyTable table = new Catalog(dialect, tenant.name(), connection).describe(entity);
          List<SourceColumn> found =
              columns.stream().map(name -> column(entity, table, name)).toList();
          try (PreparedStatement statement =
              pool.prepare(connection, sql.columns(entity, table, found))) {
            return lookupRows(entity, statement, new RowReader(found));
          }
        },
        e -> unreadable(entity, tenant, e));
  }

  /**
   * Asks the database whether it is there, if it is in use anyway: nothing is opened for the
   * question.
   *
   * @return what is wrong; empty if nothing is known to be
   */
  Optional<MigrationException> fault() {
    return pool.ping();
  }

  /** Whether a connection was ever asked for. */
  boolean isOpen() {
    return pool.isOpen();
  }

  /** How a failure to read rows is told: without the server's words, which may quote a row. */
  static MigrationException unreadable(Entity entity, Tenant tenant, SQLException cause) {
    return new MigrationException(
        LegacyCode.READ_FAILED.at(
            entity.name() + "/" + tenant.name(),
            "the legacy server could not read "
                + entity.legacy().displayName()
                + " (SQL state "
                + cause.getSQLState()
                + ", error "
                + cause.getErrorCode()
                + ")",
            "--verbose shows the server's own words, which may quote data"),
        cause);
  }

  private RowPlan plan(Entity entity, Manifest manifest) {
    return pool.read(
        connection -> RowPlan.of(entity, manifest, new Catalog(dialect, tenant.name(), connection)),
        e -> refused(entity.name(), e));
  }

  private List<Object[]> lookupRows(Entity entity, PreparedStatement statement, RowReader reader)
      throws SQLException {
    statement.setInt(1, LOOKUP_ROWS + 1);
    statement.setFetchSize(FETCH_ROWS);
    List<Object[]> read = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        if (read.size() == LOOKUP_ROWS) {
          throw new MigrationException(
              LegacyCode.TOO_MANY_ROWS.at(
                  entity.name() + "/" + tenant.name(),
                  entity.legacy().displayName() + " has more than " + LOOKUP_ROWS + " rows",
                  "it is no small lookup; give it scope tenant and migrate it as a table"),
              null);
        }
        read.add(reader.read(rows));
      }
    }
    return read;
  }

  private SourceColumn column(Entity entity, LegacyTable table, String name) {
    return table
        .find(name)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    LegacyCode.COLUMN_MISSING.at(
                        entity.at(),
                        entity.legacy().displayName() + " of " + tenant.name() + " has no " + name,
                        "name a column of the table")));
  }

  private MigrationException refused(String what, SQLException cause) {
    return new MigrationException(
        LegacyCode.QUERY_FAILED.at(
            "legacy database of " + tenant.name(),
            "cannot describe " + what + ": " + cause.getMessage(),
            "look at the entity's query and filter, and at the login's permissions"),
        cause);
  }
}
