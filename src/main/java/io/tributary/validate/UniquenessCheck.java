package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Level 5: lookups are unique over all tenants, UUIDs over everything in the service, legacy ids
 * within entity and tenant; and mapping store and main table say the same, both ways.
 */
final class UniquenessCheck {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final LedgerEvidence.Accounts accounts;
  private final boolean first;

  /**
   * The check of one entity and tenant.
   *
   * @param accounts what the ledger's rows of it were counted to be
   * @param first whether what concerns all tenants is looked at, too
   */
  UniquenessCheck(
      ComparedEntity compared,
      LedgerEvidence ledger,
      LedgerEvidence.Accounts accounts,
      boolean first) {
    this.compared = compared;
    this.ledger = ledger;
    this.accounts = accounts;
    this.first = first;
  }

  List<Check> checks(ProofSession session) {
    Optional<ComparedTable> table = compared.mainTable(compared.entity());
    if (table.isEmpty()) {
      return List.of(
          Check.notDone(
              Level.UNIQUENESS, compared.entity().name(), "no column holds a row's UUID"));
    }
    List<Check> checks = new ArrayList<>();
    checks.add(
        new MappingStoreCheck(compared, ledger, accounts, first).check(session, table.get()));
    if (first) {
      checks.addAll(nobodys(session));
    }
    if (compared.isShared()) {
      if (first) {
        checks.add(lookups(session, table.get()));
      }
    } else {
      checks.add(legacyIds(session, table.get()));
    }
    return checks;
  }

  /** Rows that carry no tenant's UUID: whoever looks at a tenant's rows does not see them. */
  private List<Check> nobodys(ProofSession session) {
    List<Check> checks = new ArrayList<>();
    for (TableMapping mapping : compared.entity().into()) {
      compared
          .compare(mapping)
          .filter(table -> table.tenantColumn().isPresent())
          .ifPresent(table -> checks.add(nobodys(session, table)));
    }
    return checks;
  }

  private Check nobodys(ProofSession session, ComparedTable table) {
    CheckTally tally = new CheckTally(Level.UNIQUENESS, table.name() + " without a tenant");
    TargetColumn tenant = table.tenantColumn().orElseThrow();
    String sql =
        """
        SELECT t.%1$s::text AS "id", NULL::text AS "key" FROM %2$s AS t
        WHERE t.%3$s IS NULL OR t.%3$s = CAST('00000000-0000-0000-0000-000000000000' AS %4$s)
        """
            .formatted(
                table.keyName(),
                Quoted.table(table.table()),
                Quoted.name(tenant.name()),
                tenant.sqlType());
    FoundRows rows = session.look(c -> FoundRows.of(c, sql, compared.tenant(), 0));
    for (FoundRows.Row row : rows.rows()) {
      tally.add(
          Difference.ofRow(
              DifferenceKind.CROSS_TENANT,
              table.name(),
              Optional.empty(),
              row.first(),
              "the row carries no tenant's UUID"));
    }
    tally.addUnlisted(rows.unlisted());
    long strangers = session.look(connection -> strangers(connection, table, tenant));
    if (strangers > 0) {
      tally.note(
          "rows of tenants that were never migrated here, of which nothing was asked: "
              + strangers);
    }
    return tally.result();
  }

  /** A service may have tenants of its own; who signs the report should know that it has. */
  private static long strangers(Connection connection, ComparedTable table, TargetColumn tenant)
      throws SQLException {
    String sql =
        """
        SELECT count(*) FROM %1$s AS t
        WHERE t.%2$s <> CAST('00000000-0000-0000-0000-000000000000' AS %3$s)
          AND NOT EXISTS (SELECT FROM "migration"."tenant" AS k
                          WHERE CAST(k."tenant_id" AS %3$s) = t.%2$s)
        """
            .formatted(Quoted.table(table.table()), Quoted.name(tenant.name()), tenant.sqlType());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Rows of a shared lookup that say the same. */
  private Check lookups(ProofSession session, ComparedTable table) {
    CheckTally tally = new CheckTally(Level.UNIQUENESS, table.name() + " by natural key");
    List<String> columns =
        compared.entity().into().get(0).columns().stream()
            .filter(this::isNaturalKey)
            .map(ColumnMapping::column)
            .filter(name -> table.table().column(name).isPresent())
            .toList();
    if (columns.size() < compared.entity().naturalKey().size()) {
      tally.notDone("not all columns of the natural key are mapped to the table");
      return tally.result();
    }
    String list = columns.stream().map(Quoted::name).collect(Collectors.joining(", "));
    session.look(
        connection -> {
          tally.looked(table.targetCount(connection, compared.tenant().id()));
          duplicates(connection, table, list, Optional.empty(), tally);
          return true;
        });
    return tally.result();
  }

  private boolean isNaturalKey(ColumnMapping column) {
    return column.source() instanceof ValueSource.From from
        && compared.entity().naturalKey().stream().anyMatch(from.column()::equalsIgnoreCase);
  }

  /** Rows of one tenant with one legacy id. */
  private Check legacyIds(ProofSession session, ComparedTable table) {
    CheckTally tally = new CheckTally(Level.UNIQUENESS, table.name() + " by legacy id");
    String legacyId = compared.manifest().conventions().legacyId();
    boolean others = compared.othersThatFill(table.name()).findAny().isPresent();
    if (table.table().column(legacyId).isEmpty() || table.tenantColumn().isEmpty() || others) {
      tally.note("the table has no legacy id of its own; the mapping store's keys are unique");
      return tally.result();
    }
    session.look(
        connection -> {
          tally.looked(table.targetCount(connection, compared.tenant().id()));
          duplicates(connection, table, Quoted.name(legacyId), table.tenantColumn(), tally);
          return true;
        });
    return tally.result();
  }

  /** Asks first whether there are any at all, which costs a tenth of saying which. */
  private void duplicates(
      Connection connection,
      ComparedTable table,
      String columns,
      Optional<TargetColumn> tenant,
      CheckTally tally)
      throws SQLException {
    String groups =
        """
        FROM %s AS t%s
        GROUP BY %s
        HAVING count(*) > 1"""
            .formatted(
                Quoted.table(table.table()),
                tenant
                    .map(
                        column ->
                            " WHERE t.%s = CAST(? AS %s)"
                                .formatted(Quoted.name(column.name()), column.sqlType()))
                    .orElse(""),
                columns);
    int tenants = tenant.isPresent() ? 1 : 0;
    String any = "SELECT 'so' AS \"so\", NULL::text AS \"none\" WHERE EXISTS (SELECT\n%s)";
    if (FoundRows.of(connection, any.formatted(groups), compared.tenant(), tenants).count() == 0) {
      return;
    }
    String which =
        "SELECT min(t.%s::text) AS \"id\", count(*)::text AS \"rows\"\n%s"
            .formatted(table.keyName(), groups);
    FoundRows rows = FoundRows.of(connection, which, compared.tenant(), tenants);
    for (FoundRows.Row row : rows.rows()) {
      tally.add(
          Difference.ofRow(
              DifferenceKind.DUPLICATE,
              table.name(),
              Optional.empty(),
              row.first(),
              row.second() + " rows have the same " + columns.replace("\"", "")));
    }
    tally.addUnlisted(rows.unlisted());
  }
}
