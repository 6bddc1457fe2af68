package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.manifest.Entity;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Level 4, as joins: rows that legacy joins to their parents by its own columns are joined by UUID
 * to the same parents in the target. A reference that leads to a row of the tenant, and yet to the
 * wrong one, is no orphan; here it is found without the mapper.
 *
 * <p>Legacy joins a sample of rows. The mapping store of the child's service says which rows they
 * have become. Which row the parent is, the legacy id in that row says; where the table has none,
 * the mapping store of the parent's service, whichever that is. Pairs that differ are joined a
 * second time before they are told, since legacy may move.
 */
final class JoinCheck {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final TenantSessions sessions;
  private final LegacyDatabase legacy;

  /** A row of the child's table: which legacy row it is of, and where its reference leads. */
  private record Child(String key, UUID id, @Nullable UUID parent) {}

  /** What legacy's parents have become, and which rows of the parent's table there are. */
  private record Parents(Map<String, UUID> byKey, Map<UUID, Optional<String>> there) {}

  JoinCheck(
      ComparedEntity compared,
      LedgerEvidence ledger,
      TenantSessions sessions,
      LegacyDatabase legacy) {
    this.compared = compared;
    this.ledger = ledger;
    this.sessions = sessions;
    this.legacy = legacy;
  }

  /**
   * A check for each column that refers to an entity.
   *
   * @param keys canonical keys of the legacy rows that are joined
   */
  List<Check> checks(List<String> keys) {
    return JoinedColumn.of(compared).stream().map(column -> check(column, keys)).toList();
  }

  private Check check(JoinedColumn column, List<String> keys) {
    if (column.ownerColumn().isEmpty()) {
      return Check.notDone(
          Level.JOINS, column.subject(), "no column tells which legacy row a row is of");
    }
    Optional<ComparedTable> parent = compared.mainTable(column.parent());
    if (parent.isEmpty()) {
      return Check.notDone(
          Level.JOINS, column.subject(), "the parent has no column with a row's UUID");
    }
    CheckTally first = new CheckTally(Level.JOINS, column.subject());
    Set<String> suspect = join(column, parent.get(), keys, first);
    if (suspect.isEmpty()) {
      return first.result();
    }
    CheckTally second = new CheckTally(Level.JOINS, column.subject());
    join(column, parent.get(), List.copyOf(suspect), second);
    second.looked(first.rows() - second.rows());
    return second.result();
  }

  /** Returns the keys of rows that are joined otherwise. */
  private Set<String> join(
      JoinedColumn column, ComparedTable parent, List<String> keys, CheckTally tally) {
    Set<String> differing = new LinkedHashSet<>();
    for (int from = 0; from < keys.size(); from += LegacyDatabase.KEYS_AT_ONCE) {
      int to = Math.min(keys.size(), from + LegacyDatabase.KEYS_AT_ONCE);
      differing.addAll(joinPage(column, parent, keys.subList(from, to), tally));
    }
    return differing;
  }

  private Set<String> joinPage(
      JoinedColumn column, ComparedTable parentTable, List<String> keys, CheckTally tally) {
    Map<String, Set<Optional<String>>> expected = new LinkedHashMap<>();
    column
        .references()
        .forEach(
            reference ->
                legacy
                    .parentKeys(compared.entity(), reference, column.parent(), keys)
                    .forEach(
                        (key, parent) ->
                            expected.computeIfAbsent(key, any -> new HashSet<>()).add(parent)));
    List<Child> children =
        sessions
            .of(compared.entity().service())
            .look(connection -> children(connection, column, expected.keySet()));
    Parents parents = parents(column.parent(), parentTable, expected, children);
    Set<String> differing = new LinkedHashSet<>();
    for (Child child : children) {
      tally.looked(1);
      Set<Optional<String>> should = Objects.requireNonNull(expected.get(child.key));
      if (should.stream().noneMatch(parent -> isJoined(child, parent, parents))) {
        differing.add(child.key);
        tell(column, child, should, parents, tally);
      }
    }
    return differing;
  }

  /** The rows of the child's table that the legacy rows have become. */
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

  private Parents parents(
      Entity parent,
      ComparedTable table,
      Map<String, Set<Optional<String>>> expected,
      List<Child> children) {
    List<String> keys =
        expected.values().stream()
            .flatMap(Collection::stream)
            .flatMap(Optional::stream)
            .distinct()
            .toList();
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

  /** Whether the target joins the row to what legacy's parent has become; or both to none. */
  private static boolean isJoined(Child child, Optional<String> parent, Parents parents) {
    boolean leads = child.parent != null && parents.there.containsKey(child.parent);
    if (parent.isEmpty() || !leads) {
      return parent.isEmpty() && !leads;
    }
    String key = parent.get();
    UUID id = Objects.requireNonNull(child.parent);
    Optional<String> legacyId = Objects.requireNonNull(parents.there.get(id));
    return legacyId.map(key::equals).orElseGet(() -> id.equals(parents.byKey.get(key)));
  }

  private void tell(
      JoinedColumn column,
      Child child,
      Set<Optional<String>> should,
      Parents parents,
      CheckTally tally) {
    Optional<UUID> is =
        Optional.ofNullable(child.parent).filter(id -> parents.there.containsKey(id));
    String others = column.parent().name();
    tally.add(
        new Difference(
            DifferenceKind.DIFFERENT,
            Optional.of(column.table().name()),
            Optional.of(child.key),
            Optional.of(child.id.toString()),
            Optional.of(column.column()),
            should.stream().flatMap(Optional::stream).sorted().findFirst().map(key -> "key " + key),
            is.map(id -> keyOf(id, column.parent())),
            is.isEmpty()
                ? "legacy joins the row to a " + others + ", the target to none"
                : "the target joins the row to another " + others + " than legacy does"));
  }

  private String keyOf(UUID id, Entity parent) {
    return sessions
        .of(parent.service())
        .look(
            connection -> {
              Optional<LedgerEvidence> known =
                  LedgerEvidence.of(connection, parent, compared.tenant());
              return known.isEmpty()
                  ? Optional.<LedgerEvidence.Origin>empty()
                  : known.get().origin(connection, id);
            })
        .map(origin -> "key " + origin.legacyKey())
        .orElse(id.toString());
  }
}
