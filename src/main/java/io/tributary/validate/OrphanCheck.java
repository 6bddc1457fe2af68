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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  private record Reference(
      TableMapping mapping, TargetTable child, TargetColumn column, Entity parent, boolean self) {
    String subject() {
      return child.name() + "." + column.name() + " to " + parent.name();
    }
  }

  /** A row that refers to nothing; the mapping store may not know where it comes from. */
  private record Orphan(String id, @Nullable String legacyKey, UUID missing) {}

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
                                  .map(
                                      target ->
                                          new Reference(
                                              mapping,
                                              table,
                                              target,
                                              entity,
                                              column.source() instanceof ValueSource.Self)))
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
    Optional<UUID> after = Optional.empty();
    for (List<UUID> page = page(children, after); !page.isEmpty(); page = page(children, after)) {
      List<UUID> asked = page;
      after = Optional.of(page.get(page.size() - 1));
      List<UUID> missing = parents.look(c -> missing(c, parent.get(), asked, ownRows(reference)));
      if (!missing.isEmpty()) {
        tell(children, parents, reference, missing, tally);
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
            .formatted(REFERENCES, column, Quoted.table(reference.child()), ofTenant(reference));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      if (ownRows(reference)) {
        statement.setString(1, compared.tenant().id().toString());
      }
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

  /**
   * Whether the child's rows are the tenant's alone. Parts that belong to a tenant by their main
   * row only are those of all tenants, as far as that reference is concerned.
   */
  private boolean ownRows(Reference reference) {
    boolean byMainRow =
        reference.self() && compared.tenantColumn().flatMap(reference.child()::column).isEmpty();
    return !byMainRow && compared.ofTenant(reference.mapping(), "c").isPresent();
  }

  private String ofTenant(Reference reference) {
    return ownRows(reference)
        ? " AND " + compared.ofTenant(reference.mapping(), "c").orElseThrow()
        : "";
  }

  private static List<UUID> page(ProofSession children, Optional<UUID> after) {
    return children.look(
        connection -> {
          String sql =
              """
              SELECT "id" FROM %s WHERE ?::uuid IS NULL OR "id" > ? ORDER BY "id" LIMIT %d
              """
                  .formatted(REFERENCES, REFERENCES_AT_ONCE);
          List<UUID> page = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, after.orElse(null));
            statement.setObject(2, after.orElse(null));
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                page.add(rows.getObject(1, UUID.class));
              }
            }
          }
          return page;
        });
  }

  /** Those of these UUIDs that are no row of the tenant, or of any if the child's are not. */
  private List<UUID> missing(
      Connection connection, ComparedTable parent, List<UUID> ids, boolean own)
      throws SQLException {
    Optional<TargetColumn> tenantColumn = parent.tenantColumn().filter(column -> own);
    String tenant =
        tenantColumn
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
      if (tenantColumn.isPresent()) {
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

  /** All rows that refer to one of these are counted, and listed while there is room. */
  private void tell(
      ProofSession children,
      ProofSession parents,
      Reference reference,
      List<UUID> missing,
      CheckTally tally) {
    long rows = children.look(connection -> rows(connection, missing));
    List<Orphan> listed =
        tally.room() == 0
            ? List.of()
            : children.look(c -> orphans(c, reference, missing, tally.room()));
    Set<UUID> ofOthers = parents.look(connection -> ofOtherTenants(connection, reference, listed));
    for (Orphan orphan : listed) {
      boolean crossTenant = ofOthers.contains(orphan.missing);
      tally.add(
          new Difference(
              crossTenant ? DifferenceKind.CROSS_TENANT : DifferenceKind.ORPHAN,
              Optional.of(reference.child().name()),
              Optional.ofNullable(orphan.legacyKey).map(LedgerEvidence::canonical),
              Optional.of(orphan.id),
              Optional.of(reference.column().name()),
              Optional.empty(),
              Optional.of(orphan.missing.toString()),
              crossTenant
                  ? "refers to another tenant's row"
                  : "refers to a row that is not there"));
    }
    tally.addUnlisted(rows - listed.size());
  }

  /** How many of the tenant's rows refer to these. */
  private static long rows(Connection connection, List<UUID> ids) throws SQLException {
    String sql = "SELECT sum(\"rows\") FROM " + REFERENCES + " WHERE \"id\" = ANY (?::uuid[])";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private Set<UUID> ofOtherTenants(Connection connection, Reference reference, List<Orphan> orphans)
      throws SQLException {
    Optional<LedgerEvidence> ledger =
        LedgerEvidence.of(connection, reference.parent(), compared.tenant());
    Set<UUID> others = new HashSet<>();
    if (ledger.isPresent()) {
      for (UUID id : orphans.stream().map(Orphan::missing).distinct().toList()) {
        ledger
            .get()
            .origin(connection, id)
            .filter(origin -> !origin.sameTenant())
            .ifPresent(origin -> others.add(id));
      }
    }
    return others;
  }

  /** Rows that refer to one of these, as many as there is room for. */
  private List<Orphan> orphans(
      Connection connection, Reference reference, List<UUID> missing, int room)
      throws SQLException {
    Optional<String> key =
        ComparedTable.of(
                reference.child(), compared.manifest().conventions().id(), compared.tenantColumn())
            .map(table -> "c." + table.keyName());
    Optional<LedgerEvidence> ledger =
        LedgerEvidence.of(connection, compared.entity(), compared.tenant());
    String legacyKey =
        ledger
            .filter(known -> key.isPresent())
            .map(
                known ->
                    "(SELECT m.\"legacy_key\" FROM %s m WHERE m.\"new_id\" = %s LIMIT 1)"
                        .formatted(known.mappings(), key.get()))
            .orElse("NULL::text");
    String sql =
        """
        SELECT %1$s, %2$s, c.%3$s FROM %4$s AS c WHERE c.%3$s = ANY (?::uuid[])%5$s LIMIT %6$d
        """
            .formatted(
                key.map(name -> name + "::text").orElse("'?'"),
                legacyKey,
                Quoted.name(reference.column().name()),
                Quoted.table(reference.child()),
                ofTenant(reference),
                room);
    List<Orphan> orphans = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", missing.toArray()));
      if (ownRows(reference)) {
        statement.setString(2, compared.tenant().id().toString());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          orphans.add(
              new Orphan(rows.getString(1), rows.getString(2), rows.getObject(3, UUID.class)));
        }
      }
    }
    return orphans;
  }
}
