package io.tributary.validate;

import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.manifest.Entity;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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
  private final TenantSessions sessions;
  private final JoinedRows target;
  private final LegacyDatabase legacy;

  JoinCheck(
      ComparedEntity compared,
      LedgerEvidence ledger,
      TenantSessions sessions,
      LegacyDatabase legacy) {
    this.compared = compared;
    this.target = new JoinedRows(compared, ledger, sessions);
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
    List<JoinedRows.Child> children = target.children(column, expected.keySet());
    JoinedRows.Parents parents =
        target.parents(column.parent(), parentTable, expected.values(), children);
    Set<String> differing = new LinkedHashSet<>();
    for (JoinedRows.Child child : children) {
      tally.looked(1);
      Set<Optional<String>> should = Objects.requireNonNull(expected.get(child.key()));
      if (should.stream().noneMatch(parent -> isJoined(child, parent, parents))) {
        differing.add(child.key());
        tell(column, child, should, parents, tally);
      }
    }
    return differing;
  }

  /** Whether the target joins the row to what legacy's parent has become; or both to none. */
  private static boolean isJoined(
      JoinedRows.Child child, Optional<String> parent, JoinedRows.Parents parents) {
    boolean leads = child.parent() != null && parents.there().containsKey(child.parent());
    if (parent.isEmpty() || !leads) {
      return parent.isEmpty() && !leads;
    }
    String key = parent.get();
    UUID id = Objects.requireNonNull(child.parent());
    Optional<String> legacyId = Objects.requireNonNull(parents.there().get(id));
    return legacyId.map(key::equals).orElseGet(() -> id.equals(parents.byKey().get(key)));
  }

  private void tell(
      JoinedColumn column,
      JoinedRows.Child child,
      Set<Optional<String>> should,
      JoinedRows.Parents parents,
      CheckTally tally) {
    Optional<UUID> is =
        Optional.ofNullable(child.parent()).filter(id -> parents.there().containsKey(id));
    String others = column.parent().name();
    tally.add(
        new Difference(
            DifferenceKind.DIFFERENT,
            Optional.of(column.table().name()),
            Optional.of(child.key()),
            Optional.of(child.id().toString()),
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
