package io.tributary.route;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import io.tributary.batch.RowOutcome;
import io.tributary.copy.CopyPayload;
import io.tributary.copy.DriftGuard;
import io.tributary.copy.Refusals;
import io.tributary.copy.TableRows;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.component.sql.SqlConstants;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Bean {@code upserts-<service>}: what surrounds camel-sql when small reference entities are loaded
 * row by row. Works in the transaction that the load route has opened; keeps no state of its own.
 *
 * <p>Rows go in the order of their UUIDs, the same for every tenant, so that two tenants that bring
 * the same shared rows wait for each other instead of locking each other out. A row that PostgreSQL
 * refuses is taken back to its savepoint and becomes a dead letter.
 */
public final class Upserts {

  private static final String ROW = "TributaryUpsertRow";
  private static final String SAVEPOINT = "TributaryUpsertSavepoint";

  private final DataSource dataSource;

  /** Upserts into one service. */
  public Upserts(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The rows of a payload that the ledger has not settled already, in the order of their UUIDs.
   *
   * @throws io.tributary.fault.MigrationException if the table is not what they were mapped for
   */
  public List<UpsertRow> rows(CopyPayload payload) throws SQLException {
    Batch batch = payload.batch();
    if (payload.tables().size() != 1) {
      throw new IllegalStateException(
          batch.claim().entity().name() + " is loaded by upsert and has more than one table");
    }
    List<TargetTable> tables = payload.tables().get(0).stream().map(TableRows::table).toList();
    DriftGuard.requireSame(connection(), tables.stream().limit(1).toList());
    List<UpsertRow> rows = new ArrayList<>();
    for (TableRows chunk : payload.tables().get(0)) {
      Set<String> columns =
          chunk.columns().stream().map(TargetColumn::name).collect(toUnmodifiableSet());
      UpsertStatement statement =
          new UpsertStatement(
              chunk, batch.claim().entity().scope(), batch.kind() == BatchKind.REPAIR);
      for (int i = 0; i < chunk.size(); i++) {
        int legacyRow = chunk.legacyRow(i);
        if (batch.outcome(legacyRow) == RowOutcome.MAPPED) {
          rows.add(
              new UpsertRow(
                  batch,
                  legacyRow,
                  batch.uuid(legacyRow),
                  statement.sql(),
                  columns,
                  UpsertStatement.parameters(chunk.values().get(i))));
        }
      }
    }
    rows.sort(comparing(UpsertRow::id));
    return rows;
  }

  /** Sets a savepoint and hands the row to camel-sql: statement by header, parameters as body. */
  public void begin(Exchange exchange) throws SQLException, InvalidPayloadException {
    UpsertRow row = exchange.getMessage().getMandatoryBody(UpsertRow.class);
    exchange.setProperty(ROW, row);
    exchange.setProperty(SAVEPOINT, connection().setSavepoint());
    exchange.getMessage().setHeader(SqlConstants.SQL_QUERY, row.sql());
    exchange.getMessage().setBody(row.parameters());
  }

  /** Settles the row by what camel-sql counted. */
  public void settle(Exchange exchange) throws SQLException {
    UpsertRow row = exchange.getProperty(ROW, UpsertRow.class);
    connection().releaseSavepoint(exchange.getProperty(SAVEPOINT, Savepoint.class));
    int count = exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, int.class);
    row.batch().loaded(row.legacyRow(), outcome(row, count));
  }

  /** Takes a refused row back; it becomes a dead letter. */
  public void refuse(Exchange exchange) throws SQLException {
    UpsertRow row = exchange.getProperty(ROW, UpsertRow.class);
    Exception refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    connection().rollback(exchange.getProperty(SAVEPOINT, Savepoint.class));
    row.batch()
        .refuse(
            row.legacyRow(), Refusals.deadLetter(connection(), row.columns(), sqlCause(refusal)));
  }

  private RowOutcome outcome(UpsertRow row, int count) {
    boolean writes =
        row.batch().claim().entity().scope() == Scope.TENANT
            || row.batch().kind() == BatchKind.REPAIR;
    if (writes) {
      if (count != 1) {
        throw nothingWritten(row);
      }
      return row.batch().isKnown(row.legacyRow()) ? RowOutcome.UPDATED : RowOutcome.INSERTED;
    }
    if (count == 1) {
      return RowOutcome.INSERTED;
    }
    return RowOutcome.DEDUPLICATED;
  }

  /** A policy or rule can keep a row out in silence; counted as loaded, it would be lost. */
  private static MigrationException nothingWritten(UpsertRow row) {
    return new MigrationException(
        new Problem(
            RouteCode.NOTHING_WRITTEN,
            row.batch().claim().displayName(),
            "an upsert of batch " + row.batch().batchId() + " wrote no row",
            "Look for a policy or rule on the target table that hides or replaces rows."),
        null);
  }

  private Connection connection() {
    return DataSourceUtils.getConnection(dataSource);
  }

  private static SQLException sqlCause(Throwable refusal) {
    for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    throw new IllegalStateException("a refusal without an SQLException", refusal);
  }
}
