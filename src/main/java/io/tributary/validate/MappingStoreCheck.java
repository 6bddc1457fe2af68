package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.ledger.LedgerEvidence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Level 5: mapping store and main table say the same, both ways. */
final class MappingStoreCheck {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final LedgerEvidence.Accounts accounts;
  private final boolean first;

  /**
   * The check of one entity and tenant.
   *
   * @param accounts what the ledger's rows of it were counted to be
   * @param first whether shared rows are looked at, which concern all tenants
   */
  MappingStoreCheck(
      ComparedEntity compared,
      LedgerEvidence ledger,
      LedgerEvidence.Accounts accounts,
      boolean first) {
    this.compared = compared;
    this.ledger = ledger;
    this.accounts = accounts;
    this.first = first;
  }

  /** Looks at all rows of the entity and tenant. */
  Check check(ProofSession session, ComparedTable table) {
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
      tally.add(
          Difference.ofRow(
              ofOthers ? DifferenceKind.CROSS_TENANT : DifferenceKind.EXTRA,
              table.name(),
              Optional.empty(),
              row.first(),
              ofOthers
                  ? "the mapping store has the row for another tenant or entity"
                  : "the mapping store does not know the row"));
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
      tally.add(
          Difference.ofRow(
              DifferenceKind.MISSING,
              table.name(),
              key(row),
              row.first(),
              "the mapping store leads to a row that is not there"));
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
      tally.add(
          Difference.ofRow(
              DifferenceKind.DUPLICATE,
              table.name(),
              key(row),
              row.first(),
              "the mapping store has the UUID for more than one legacy row"));
    }
    tally.addUnlisted(rows.unlisted());
  }

  private static Optional<String> key(FoundRows.Row row) {
    return Optional.ofNullable(row.second()).map(LedgerEvidence::canonical);
  }
}
