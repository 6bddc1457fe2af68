package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Level 4: every reference of the manifest leads to a row of the same tenant, in the parent's own
 * service, whichever that is. The different references of a child are put into a temporary table
 * and asked for there page by page, so that memory is bounded.
 */
final class OrphanCheck {

  private static final int REFERENCES_AT_ONCE = 10_000;
  private static final String REFERENCES = "pg_temp.\"references\"";

  private final ComparedEntity compared;
  private final TenantSessions sessions;

  /** A column that refers to an entity. */
  private record Reference(TargetTable child, TargetColumn column, Entity parent) {
    String subject() {
      return child.name() + "." + column.name() + " to " + parent.name();
    }
  }

  OrphanCheck(ComparedEntity compared, TenantSessions sessions) {
    this.compared = compared;
    this.sessions = sessions;
  }

  /** A check for each reference. */
  List<Check> checks() {
    return references().stream().map(this::check).toList();
  }

  private List<Reference> references() {
    Map<String, Reference> references = new LinkedHashMap<>();
    for (TableMapping mapping : compared.entity().into()) {
      TargetTable table = compared.table(mapping);
      boolean main = mapping.equals(compared.entity().into().get(0));
      Stream.concat(
              mapping.columns().stream(),
              mapping.each().stream().flatMap(row -> row.columns().stream()))
          .forEach(
              column ->
                  parent(column, main)
                      .flatMap(
                          entity ->
                              table
                                  .column(column.column())
                                  .filter(target -> target.type().equals("uuid"))
                                  .map(target -> new Reference(table, target, entity)))
                      .ifPresent(found -> references.put(found.subject(), found)));
    }
    return List.copyOf(references.values());
  }

  /** A further table of a split row refers to the row of the main table. */
  private Optional<Entity> parent(ColumnMapping column, boolean main) {
    if (column.source() instanceof ValueSource.Reference reference) {
      return Optional.of(compared.manifest().entity(reference.entity()));
    }
    return column.source() instanceof ValueSource.Self && !main
        ? Optional.of(compared.entity())
        : Optional.empty();
  }

  private Check check(Reference reference) {
    Optional<ComparedTable> parent = compared.mainTable(reference.parent());
    if (parent.isEmpty()) {
      return Check.notDone(
          Level.ORPHANS, reference.subject(), "the parent has no column with a row's UUID");
    }
    CheckTally tally = new CheckTally(Level.ORPHANS, reference.subject());
    ProofSession children = sessions.of(compared.entity().service());
    ProofSession parents = sessions.of(reference.parent().service());
    children.look(connection -> collect(connection, reference, tally));
    UUID after = new UUID(0, 0);
    for (List<UUID> page = page(children, after); !page.isEmpty(); page = page(children, after)) {
      List<UUID> asked = page;
      after = page.get(page.size() - 1);
      List<UUID> missing = parents.look(c -> missing(c, parent.get(), asked));
      for (UUID id : missing) {
        tell(children, parents, reference, id, tally);
      }
    }
    return tally.result();
  }

  /** Puts the different references of the tenant's rows into the temporary table. */
  private boolean collect(Connection connection, Reference reference, CheckTally tally)
      throws SQLException {
    String column = "c." + Quoted.name(reference.column().name());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          DROP TABLE IF EXISTS %1$s;
          CREATE TEMPORARY TABLE "references" ("id" uuid PRIMARY KEY, "rows" int8 NOT NULL)
          """
              .formatted(REFERENCES));
    }
    String sql =
        """
        INSERT INTO %1$s
        SELECT %2$s, count(*) FROM %3$s AS c WHERE %2$s IS NOT NULL%4$s GROUP BY 1
        """
            .formatted(
                REFERENCES, column, Quoted.table(reference.child()), ofTenant(reference.child()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setTenant(statement, reference.child(), 1);
      statement.executeUpdate();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT coalesce(sum(\"rows\"), 0) FROM " + REFERENCES)) {
      row.next();
      tally.looked(row.getLong(1));
    }
    return true;
  }

  private String ofTenant(TargetTable table) {
    return compared
        .tenantColumn()
        .flatMap(table::column)
        .map(
            column ->
                " AND c.%s = CAST(? AS %s)".formatted(Quoted.name(column.name()), column.sqlType()))
        .orElse("");
  }

  private void setTenant(PreparedStatement statement, TargetTable table, int parameter)
      throws SQLException {
    if (compared.tenantColumn().flatMap(table::column).isPresent()) {
      statement.setString(parameter, compared.tenant().id().toString());
    }
  }

  private static List<UUID> page(ProofSession children, UUID after) {
    return children.look(
        connection -> {
          String sql =
              """
              SELECT "id" FROM %s WHERE "id" > ? ORDER BY "id" LIMIT %d
              """
                  .formatted(REFERENCES, REFERENCES_AT_ONCE);
          List<UUID> page = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, after);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                page.add(rows.getObject(1, UUID.class));
              }
            }
          }
          return page;
        });
  }

  /** Those of these UUIDs that are no row of the tenant. */
  private List<UUID> missing(Connection connection, ComparedTable parent, List<UUID> ids)
      throws SQLException {
    String tenant =
        parent
            .tenantColumn()
            .map(
                column ->
                    " AND p.%s = CAST(? AS %s)"
                        .formatted(Quoted.name(column.name()), column.sqlType()))
            .orElse("");
    String sql =
        """
        SELECT k."id" FROM unnest(?::uuid[]) AS k ("id")
        WHERE NOT EXISTS (SELECT FROM %s AS p WHERE p.%s = k."id"%s)
        """
            .formatted(Quoted.table(parent.table()), parent.keyName(), tenant);
    List<UUID> missing = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      if (parent.tenantColumn().isPresent()) {
        statement.setString(2, compared.tenant().id().toString());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          missing.add(rows.getObject(1, UUID.class));
        }
      }
    }
    return missing;
  }

  private void tell(
      ProofSession children,
      ProofSession parents,
      Reference reference,
      UUID missing,
      CheckTally tally) {
    Optional<LedgerEvidence.Origin> origin =
        parents.look(
            connection -> {
              Optional<LedgerEvidence> ledger =
                  LedgerEvidence.of(connection, reference.parent(), compared.tenant());
              return ledger.isEmpty() ? Optional.empty() : ledger.get().origin(connection, missing);
            });
    boolean crossTenant = origin.filter(from -> !from.sameTenant()).isPresent();
    FoundRows rows = children.look(connection -> children(connection, reference, missing));
    for (FoundRows.Row row : rows.rows()) {
      tally.add(
          new Difference(
              crossTenant ? DifferenceKind.CROSS_TENANT : DifferenceKind.ORPHAN,
              Optional.of(reference.child().name()),
              Optional.ofNullable(row.second()).map(LedgerEvidence::canonical),
              Optional.of(row.first()),
              Optional.of(reference.column().name()),
              Optional.empty(),
              Optional.of(missing.toString()),
              crossTenant
                  ? "refers to another tenant's row"
                  : "refers to a row that is not there"));
    }
    tally.addUnlisted(rows.unlisted());
  }

  private FoundRows children(Connection connection, Reference reference, UUID missing)
      throws SQLException {
    TargetTable table = reference.child();
    String key =
        ComparedTable.of(table, compared.manifest().conventions().id(), compared.tenantColumn(), 0)
            .map(ComparedTable::keyName)
            .map(name -> "c." + name + "::text")
            .orElse("'?'");
    Optional<LedgerEvidence> ledger =
        LedgerEvidence.of(connection, compared.entity(), compared.tenant());
    String legacyKey =
        ledger
            .filter(known -> key.startsWith("c."))
            .map(
                known ->
                    "(SELECT m.\"legacy_key\" FROM %s m WHERE m.\"new_id\"::text = %s LIMIT 1)"
                        .formatted(known.mappings(), key))
            .orElse("NULL::text");
    String sql =
        "SELECT %s AS \"id\", %s AS \"key\" FROM %s AS c WHERE c.%s = '%s'%s"
            .formatted(
                key,
                legacyKey,
                Quoted.table(table),
                Quoted.name(reference.column().name()),
                missing,
                ofTenant(table));
    int tenants = compared.tenantColumn().flatMap(table::column).isPresent() ? 1 : 0;
    return FoundRows.of(connection, sql, compared.tenant(), tenants);
  }
}
