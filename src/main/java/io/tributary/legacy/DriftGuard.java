package io.tributary.legacy;

import io.tributary.batch.Claim;
import io.tributary.batch.SourceColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.PassingFaults;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a reader from handing out rows of a table that is not what its plan was made from any more.
 *
 * <p>It looks after each page, with one question that touches no row, and before the page is handed
 * out. What changed before the page was read is seen, and no batch of it is written; what changes
 * after the look is the next page's matter. Looking before the page would leave a gap between.
 *
 * <p>Columns that the entity ignores may change as they like. Stateless.
 */
final class DriftGuard {

  private final Claim claim;
  private final RowPlan plan;
  private final Function<Connection, Catalog> catalogs;

  DriftGuard(Claim claim, RowPlan plan, Function<Connection, Catalog> catalogs) {
    this.claim = claim;
    this.plan = plan;
    this.catalogs = catalogs;
  }

  /** Reads a page. */
  @FunctionalInterface
  interface Reading {
    Page read() throws SQLException;
  }

  /**
   * The page, if the table is what it was.
   *
   * @throws MigrationException if it is not; a page that cannot be read for that reason is told so,
   *     too
   */
  Page guard(Connection connection, Reading reading) throws SQLException {
    Page page;
    try {
      page = reading.read();
    } catch (SQLException e) {
      if (!PassingFaults.canPass(e)) {
        explain(connection, e);
      }
      throw e;
    }
    requireSame(catalogs.apply(connection).columns(plan.entity(), plan.table().name()));
    return page;
  }

  /** Returns if the table is what it was, or cannot be asked: the failure has another reason. */
  private void explain(Connection connection, SQLException failure) {
    List<SourceColumn> now;
    try {
      now = catalogs.apply(connection).describe(plan.entity()).columns();
    } catch (InvalidInputException gone) {
      throw drifted(gone.problems().get(0).message(), gone);
    } catch (MigrationException | SQLException alsoFailed) {
      failure.addSuppressed(alsoFailed);
      return;
    }
    requireSame(now);
  }

  private void requireSame(List<SourceColumn> now) {
    List<String> changes =
        changes(
            RowPlan.selected(plan.entity(), plan.table().columns()),
            RowPlan.selected(plan.entity(), now));
    if (!changes.isEmpty()) {
      throw drifted(String.join(", ", changes), null);
    }
  }

  private MigrationException drifted(String what, @Nullable Throwable cause) {
    return new MigrationException(
        LegacyCode.SCHEMA_DRIFTED.at(
            claim.displayName(),
            plan.entity().legacy().displayName()
                + " of "
                + claim.tenant().name()
                + " is not what it was when this partition was begun: "
                + what,
            "what was committed stays; see `tributary drift check`, mend the manifest or the table,"
                + " and run again"),
        cause);
  }

  private static List<String> changes(List<SourceColumn> before, List<SourceColumn> now) {
    Map<String, SourceColumn> left = byName(now);
    List<String> changes = new ArrayList<>();
    for (SourceColumn column : before) {
      SourceColumn found = left.remove(fold(column.name()));
      if (found == null) {
        changes.add("column " + column.name() + " is gone");
      } else if (!found.equals(column)) {
        changes.add("column " + column.name() + " was " + type(column) + ", is " + type(found));
      }
    }
    left.values().forEach(added -> changes.add("column " + added.name() + " is new"));
    return changes;
  }

  private static Map<String, SourceColumn> byName(List<SourceColumn> columns) {
    return columns.stream()
        .collect(
            Collectors.toMap(
                column -> fold(column.name()), c -> c, (a, b) -> a, LinkedHashMap::new));
  }

  private static String type(SourceColumn column) {
    return column.sqlType() + (column.nullable() ? "" : " NOT NULL");
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
