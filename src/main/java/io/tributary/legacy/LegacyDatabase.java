package io.tributary.legacy;

import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.batch.KeySum;
import io.tributary.batch.SourceColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.BatchSize;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.PlanRule;
import io.tributary.manifest.Tenant;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One tenant's legacy database, which is only read. Each method borrows a connection for as long as
 * it runs and waits for one if the server's cap is reached. Thread-safe.
 *
 * <p>All methods throw {@link MigrationException} if the database cannot be reached or refuses to
 * answer.
 */
public final class LegacyDatabase {

  private static final int FETCH_ROWS = 1_000;
  private static final BatchSize KEY_PAGE = new BatchSize(50_000, 64L << 20);

  private final Tenant tenant;
  private final Dialect dialect;
  private final LegacyPool pool;
  private final SelectSql sql;
  private final Tallies tallies;
  private final LookupReader lookups;

  LegacyDatabase(Tenant tenant, Dialect dialect, LegacyPool pool) {
    this.tenant = tenant;
    this.dialect = dialect;
    this.pool = pool;
    this.sql = new SelectSql(dialect);
    this.tallies = new Tallies(tenant, dialect, pool);
    this.lookups = new LookupReader(tenant, dialect, pool);
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
   * What the server says that tells the database from every other, whatever its address; empty if
   * it says nothing.
   */
  public Optional<String> identity() {
    return dialect
        .identitySql()
        .map(sql -> pool.readOnce(c -> text(c, sql), e -> refused("the database", e)));
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
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
   * What entities and the parents that they refer to read from, in a handful of statements however
   * many there are. Those that cannot be described do not keep the others from it.
   */
  public LegacyTables describeAll(Collection<Entity> entities, Manifest manifest) {
    Set<Entity> asked = new LinkedHashSet<>();
    entities.forEach(entity -> asked.addAll(RowPlan.withParents(entity, manifest)));
    return pool.read(
        connection -> new Catalog(dialect, tenant.name(), connection).describeAll(asked),
        e -> refused("its tables", e));
  }

  /** What an entity and the parents that it refers to read from. */
  public LegacyTables describe(Entity entity, Manifest manifest) {
    return pool.read(
        connection ->
            new Catalog(dialect, tenant.name(), connection)
                .describeEach(RowPlan.withParents(entity, manifest)),
        e -> refused(entity.name(), e));
  }

  /**
   * What the batches of entities would cost the server, as its own plan of the statements says
   * before the first is sent; where it shows none, as the indexes tell.
   *
   * @param described what the entities and their parents read from
   * @return by the entity's name
   * @throws InvalidInputException if an entity or a parent could not be described
   */
  public Map<String, PlanReport> plans(
      Collection<Entity> entities, LegacyTables described, Manifest manifest) {
    List<RowPlan> plans =
        entities.stream().map(entity -> RowPlan.of(entity, manifest, described)).toList();
    if (plans.isEmpty()) {
      return Map.of();
    }
    Map<String, PlanReport> reports =
        pool.readApart(
            connection -> dialect.planReader().read(connection, plans),
            e -> refused("its plans", e));
    return plans.stream()
        .collect(
            Collectors.toMap(
                plan -> plan.entity().name(),
                plan ->
                    Objects.requireNonNull(reports.get(plan.entity().name()))
                        .orByIndexes(plan.table())));
  }

  /**
   * Makes sure of the plan of an entity that is not to be read by a costly one.
   *
   * @throws MigrationException if the manifest refuses such a plan, and the server has one
   */
  void requirePlan(Entity entity, Manifest manifest) {
    if (entity.plan() != PlanRule.REFUSE) {
      return;
    }
    PlanReport report =
        Objects.requireNonNull(
            plans(List.of(entity), describe(entity, manifest), manifest).get(entity.name()));
    if (!report.costs().isEmpty()) {
      throw new MigrationException(
          LegacyCode.PLAN_REFUSED.at(
              entity.name() + "/" + tenant.name(),
              "for each batch the server "
                  + report.costs().stream()
                      .map(PlanCost::words)
                      .collect(Collectors.joining("; it ")),
              "choose a key that has an index, mend the query, or say `plan: warn`"),
          null);
    }
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
    return tallies.count(entity);
  }

  /**
   * A reader of a claimed partition, with the manifest's batch size.
   *
   * @throws InvalidInputException as {@link #describe}, for the entity and its parents
   */
  public KeysetReader reader(Claim claim, Manifest manifest) {
    return reader(claim, manifest, claim.entity().batch(), FETCH_ROWS);
  }

  /**
   * A reader of a claimed partition.
   *
   * @param size where its batches are cut
   * @param fetchRows how many rows the driver is asked to fetch at once
   * @throws InvalidInputException as {@link #describe}, for the entity and its parents
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
    return keys.keyShape().isInteger() ? tallies.keySum(entity, keys) : Optional.empty();
  }

  /**
   * How many values of some columns together are there more than once among an entity's rows.
   *
   * @param columns at least one
   * @throws InvalidInputException as {@link #describe}, or if there is no such column
   */
  public RepeatedRows repeated(Entity entity, List<CleanedColumn> columns) {
    return tallies.repeated(entity, columns);
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
    return tallies.aggregates(entity, asked, keys, without);
  }

  /**
   * In how many rows at least one of some columns holds something other than {@linkplain
   * io.tributary.batch.WhiteSpace blanks}: counted by the server, in one statement.
   *
   * @param anyOf names of columns for each number that is asked for, at least one of each
   * @param keys canonical texts, at most {@link #KEYS_AT_ONCE}; empty for all rows
   * @param without whether the rows with these keys are left out, rather than the others
   * @return in the order of {@code anyOf}
   * @throws InvalidInputException as {@link #describe}, or if there is no such column
   */
  public List<Long> filled(
      Entity entity, List<List<String>> anyOf, List<String> keys, boolean without) {
    return tallies.filled(entity, anyOf, keys, without);
  }

  /**
   * How many of an entity's rows refer to a parent that is not there, or that the parent's own
   * filter leaves out. A row with a NULL in the reference refers to none.
   *
   * @throws InvalidInputException as {@link #describe}, for the entity and its parent
   */
  public long orphans(Entity entity, ValueSource.Reference reference, Entity parent) {
    return tallies.orphans(entity, reference, parent);
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
    return new ParentKeyReader(tenant, dialect, pool).read(entity, reference, parent, keys);
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
    return lookups.read(entity, columns);
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
    return RowPlan.of(entity, manifest, describe(entity, manifest));
  }

  /** A column that somebody asks for. */
  static SourceColumn column(Entity entity, Tenant tenant, LegacyTable table, String name) {
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
    return refused(tenant.name(), what, cause);
  }

  /** How a failure to describe something is told. */
  static MigrationException refused(String tenant, String what, SQLException cause) {
    return new MigrationException(
        LegacyCode.QUERY_FAILED.at(
            "legacy database of " + tenant,
            "cannot describe " + what + ": " + cause.getMessage(),
            "look at the entity's query and filter, and at the login's permissions"),
        cause);
  }
}
