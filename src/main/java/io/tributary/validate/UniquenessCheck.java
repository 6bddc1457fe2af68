package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.SQLException;
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
    checks.add(mappingStore(session, table.get()));
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
          .compare(mapping, 0)
          .filter(table -> table.tenantColumn().filter(column -> !column.notNull()).isPresent())
          .ifPresent(table -> checks.add(nobodys(session, table)));
    }
    return checks;
  }

  private Check nobodys(ProofSession session, ComparedTable table) {
    CheckTally tally = new CheckTally(Level.UNIQUENESS, table.name() + " without a tenant");
    String sql =
        """
        SELECT t.%s::text AS "id", NULL::text AS "key" FROM %s AS t WHERE t.%s IS NULL
        """
            .formatted(
                table.keyName(),
                Quoted.table(table.table()),
                Quoted.name(table.tenantColumn().orElseThrow().name()));
    FoundRows rows = session.look(c -> FoundRows.of(c, sql, compared.tenant(), 0));
    for (FoundRows.Row row : rows.rows()) {
      add(
          tally,
          DifferenceKind.CROSS_TENANT,
          table,
          null,
          row.first(),
          "the row carries no tenant's UUID");
    }
    tally.addUnlisted(rows.unlisted());
    return tally.result();
  }

  private Check mappingStore(ProofSession session, ComparedTable table) {
    CheckTally tally = new CheckTally(Level.UNIQUENESS, "mapping store and " + table.name());
    session.lookAtAll(
        connection -> {
          long rows = table.targetCount(connection, compared.tenant().id());
          tally.looked(rows);
          boolean allMapped = unmapped(connection, table, tally);
          if (!allMapped || !areAsMany(table, rows)) {
            gone(connection, table, tally);
          }
          if (!compared.isShared()) {
            ambiguous(connection, table, tally);
          }
          return true;
        });
    return tally.result();
  }

  /**
   * Whether the tenant's rows are as many as the UUIDs that the mapping store has for them. If it
   * has every one of those rows besides, no UUID is left that leads nowhere. Rows that another
   * entity has brought would be counted in place of those that are gone.
   */
  private boolean areAsMany(ComparedTable table, long rows) {
    return !compared.isShared()
        && compared.othersThatFill(table.name()).findAny().isEmpty()
        && table.isKeyUnique()
        && rows == accounts.distinctIds();
  }

  /**
   * Rows that the mapping store does not lead to.
   *
   * @return whether it was looked for them, and there is none
   */
  private boolean unmapped(Connection connection, ComparedTable table, CheckTally tally)
      throws SQLException {
    if (compared.isShared() && !first) {
      return false;
    }
    Optional<TargetColumn> tenant = table.tenantColumn();
    String sql =
        """
        SELECT t.%1$s::text AS "id",
               (SELECT 'so' FROM %4$s o WHERE o."new_id" = t.%1$s LIMIT 1) AS "other"
        FROM %2$s AS t
        WHERE NOT EXISTS (SELECT FROM %3$s m WHERE m."new_id" = t.%1$s)%5$s%6$s
        """
            .formatted(
                table.keyName(),
                Quoted.table(table.table()),
                compared.isShared() ? ledger.mappingsOfEntity() : ledger.mappings(),
                ledger.otherMappings(),
                tenant
                    .map(
                        column ->
                            " AND t.%s = CAST(? AS %s)"
                                .formatted(Quoted.name(column.name()), column.sqlType()))
                    .orElse(""),
                compared.othersThatFill(table.name()).findAny().isPresent()
                    ? " AND " + ledger.notOfOthers("t." + table.keyName())
                    : "");
    FoundRows rows = FoundRows.of(connection, sql, compared.tenant(), tenant.isPresent() ? 1 : 0);
    for (FoundRows.Row row : rows.rows()) {
      boolean ofOthers = row.second() != null;
      add(
          tally,
          ofOthers ? DifferenceKind.CROSS_TENANT : DifferenceKind.EXTRA,
          table,
          null,
          row.first(),
          ofOthers
              ? "the mapping store has the row for another tenant or entity"
              : "the mapping store does not know the row");
    }
    tally.addUnlisted(rows.unlisted());
    return tenant.isPresent() && rows.count() == 0;
  }

  /** Rows that the mapping store leads to, and that are not there. */
  private void gone(Connection connection, ComparedTable table, CheckTally tally)
      throws SQLException {
    Optional<TargetColumn> tenant = table.tenantColumn();
    String sql =
        """
        SELECT m."new_id"::text AS "id",
               (SELECT min(k."legacy_key") FROM %1$s k WHERE k."new_id" = m."new_id") AS "key"
        FROM %1$s m
        WHERE NOT EXISTS (SELECT FROM %2$s AS t WHERE t.%3$s = m."new_id"%4$s)
        """
            .formatted(
                ledger.mappings(),
                Quoted.table(table.table()),
                table.keyName(),
                tenant
                    .map(
                        column ->
                            " AND t.%s = CAST(? AS %s)"
                                .formatted(Quoted.name(column.name()), column.sqlType()))
                    .orElse(""));
    FoundRows rows = FoundRows.of(connection, sql, compared.tenant(), tenant.isPresent() ? 1 : 0);
    for (FoundRows.Row row : rows.rows()) {
      add(
          tally,
          DifferenceKind.MISSING,
          table,
          row.second(),
          row.first(),
          "the mapping store leads to a row that is not there");
    }
    tally.addUnlisted(rows.unlisted());
  }

  /** UUIDs that more than one legacy row has become. */
  private void ambiguous(Connection connection, ComparedTable table, CheckTally tally)
      throws SQLException {
    String sql =
        """
        SELECT d."new_id"::text AS "id",
               (SELECT min(k."legacy_key") FROM %1$s k WHERE k."new_id" = d."new_id") AS "key"
        FROM (
          %4$sSELECT m."new_id" FROM %1$s m
          WHERE EXISTS (SELECT FROM "migration"."id_mapping_int" o
                        WHERE o."new_id" = m."new_id"
                          AND (o."entity_no", o."tenant_no") <> (%2$d, %3$d))
             OR EXISTS (SELECT FROM "migration"."id_mapping_text" o
                        WHERE o."new_id" = m."new_id"
                          AND (o."entity_no", o."tenant_no") <> (%2$d, %3$d))) d
        """
            .formatted(
                ledger.mappings(),
                ledger.entityNo(),
                ledger.tenantNo(),
                accounts.mapped() == accounts.distinctIds()
                    ? ""
                    : """
                      SELECT m."new_id" FROM %s m GROUP BY 1 HAVING count(*) > 1
                      UNION
                      """
                        .formatted(ledger.mappings()));
    FoundRows rows = FoundRows.of(connection, sql, compared.tenant(), 0);
    for (FoundRows.Row row : rows.rows()) {
      add(
          tally,
          DifferenceKind.DUPLICATE,
          table,
          row.second(),
          row.first(),
          "the mapping store has the UUID for more than one legacy row");
    }
    tally.addUnlisted(rows.unlisted());
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
      add(
          tally,
          DifferenceKind.DUPLICATE,
          table,
          null,
          row.first(),
          row.second() + " rows have the same " + columns.replace("\"", ""));
    }
    tally.addUnlisted(rows.unlisted());
  }

  private static void add(
      CheckTally tally,
      DifferenceKind kind,
      ComparedTable table,
      @org.jspecify.annotations.Nullable String legacyKey,
      String id,
      String message) {
    tally.add(
        new Difference(
            kind,
            Optional.of(table.name()),
            Optional.ofNullable(legacyKey).map(LedgerEvidence::canonical),
            Optional.of(id),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            message));
  }
}
