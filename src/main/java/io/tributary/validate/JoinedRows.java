package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.manifest.Entity;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the target has of rows that legacy joins to their parents: which rows they have become, and
 * where their references lead. Which row the parent is, the legacy id in that row says; where the
 * table has none, the mapping store of the parent's service.
 */
final class JoinedRows {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final TenantSessions sessions;

  /** A row of the child's table: which legacy row it is of, and where its reference leads. */
  record Child(String key, UUID id, @Nullable UUID parent) {}

  /** What legacy's parents have become, and which rows of the parent's table there are. */
  record Parents(Map<String, UUID> byKey, Map<UUID, Optional<String>> there) {}

  JoinedRows(ComparedEntity compared, LedgerEvidence ledger, TenantSessions sessions) {
    this.compared = compared;
    this.ledger = ledger;
    this.sessions = sessions;
  }

  /** The rows of the child's table that the legacy rows have become. */
  List<Child> children(JoinedColumn column, Collection<String> keys) {
    return sessions
        .of(compared.entity().service())
        .look(connection -> children(connection, column, keys));
  }

  private List<Child> children(Connection connection, JoinedColumn column, Collection<String> keys)
      throws SQLException {
    Map<UUID, String> keyOf = new HashMap<>();
    // A shared row says what the district that brought it first has said.
    ledger
        .newIds(connection, keys, compared.isShared())
        .forEach((key, id) -> keyOf.putIfAbsent(id, key));
    String sql =
        """
        SELECT c.%1$s, c.%2$s FROM %3$s AS c WHERE c.%1$s = ANY (?::uuid[])
        """
            .formatted(
                column.ownerColumn().orElseThrow(),
                Quoted.name(column.column()),
                Quoted.table(column.table()));
    List<Child> children = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", keyOf.keySet().toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          UUID id = rows.getObject(1, UUID.class);
          children.add(
              new Child(Objects.requireNonNull(keyOf.get(id)), id, rows.getObject(2, UUID.class)));
        }
      }
    }
    return children;
  }

  /**
   * The parents that these rows have, or should have.
   *
   * @param expected the parents' keys by legacy, empty for none, of each row
   */
  Parents parents(
      Entity parent,
      ComparedTable table,
      Collection<Set<Optional<String>>> expected,
      List<Child> children) {
    List<String> keys =
        expected.stream().flatMap(Collection::stream).flatMap(Optional::stream).distinct().toList();
    Object[] referred =
        children.stream().map(Child::parent).filter(Objects::nonNull).distinct().toArray();
    return sessions
        .of(parent.service())
        .look(
            connection -> {
              Optional<LedgerEvidence> known =
                  LedgerEvidence.of(connection, parent, compared.tenant());
              return new Parents(
                  known.isEmpty() ? Map.of() : known.get().newIds(connection, keys, false),
                  there(connection, parent, table, referred));
            });
  }

  /** The tenant's rows of the parent's table, with the legacy id written in each, if any is. */
  private Map<UUID, Optional<String>> there(
      Connection connection, Entity parent, ComparedTable table, Object[] ids) throws SQLException {
    Optional<String> legacyId =
        table
            .tenantColumn()
            .flatMap(tenant -> table.table().column(compared.manifest().conventions().legacyId()))
            .filter(column -> column.type().startsWith("int"))
            .filter(column -> holdsKey(parent, column))
            .filter(column -> compared.othersThatFill(parent, table.name()).findAny().isEmpty())
            .map(TargetColumn::name);
    String sql =
        """
        SELECT p.%1$s, %2$s FROM %3$s AS p WHERE p.%1$s = ANY (?::uuid[])%4$s
        """
            .formatted(
                table.keyName(),
                legacyId.map(name -> "p." + Quoted.name(name) + "::text").orElse("NULL::text"),
                Quoted.table(table.table()),
                table
                    .tenantColumn()
                    .map(
                        column ->
                            " AND p.%s = CAST(? AS %s)"
                                .formatted(Quoted.name(column.name()), column.sqlType()))
                    .orElse(""));
    Map<UUID, Optional<String>> there = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", ids));
      if (table.tenantColumn().isPresent()) {
        statement.setString(2, compared.tenant().id().toString());
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          there.put(rows.getObject(1, UUID.class), Optional.ofNullable(rows.getString(2)));
        }
      }
    }
    return there;
  }

  /** Whether the column holds the legacy key, and no mapping fills it with something else. */
  private static boolean holdsKey(Entity parent, TargetColumn legacyId) {
    return parent.into().get(0).columns().stream()
        .filter(mapping -> mapping.column().equals(legacyId.name()))
        .allMatch(mapping -> mapping.source() instanceof ValueSource.LegacyKey);
  }
}
