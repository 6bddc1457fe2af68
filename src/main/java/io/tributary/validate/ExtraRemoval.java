package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.ColumnAggregate;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.manifest.TableMapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Deletes the rows of one entity and tenant that a validation has listed as extra, each main row
 * with its parts, in the caller's transaction.
 *
 * <p>Nothing is deleted that may be somebody's: a row of another tenant, one that the mapping store
 * has for another tenant or entity, one whose legacy row is there (again), and rows of shared
 * lookups stay. For one thread.
 */
public final class ExtraRemoval {

  private final ComparedEntity compared;
  private final LegacyDatabase legacy;
  private final Map<String, Set<UUID>> listed = new LinkedHashMap<>();

  /**
   * The rows that these findings list.
   *
   * @param legacy the tenant's legacy database, which is asked whether it has a row again
   */
  public ExtraRemoval(ComparedEntity compared, LegacyDatabase legacy, EntityFindings findings) {
    this.compared = compared;
    this.legacy = legacy;
    if (!compared.isShared()) {
      list(findings);
    }
  }

  private void list(EntityFindings findings) {
    Set<UUID> mended = new HashSet<>();
    for (Check check : findings.checks()) {
      for (Difference difference : check.differences()) {
        if (difference.kind() == DifferenceKind.EXTRA
            && difference.id().isPresent()
            && difference.table().isPresent()) {
          UUID id = UUID.fromString(difference.id().get());
          String table = difference.table().get();
          listed.computeIfAbsent(table, name -> new LinkedHashSet<>()).add(id);
          // A part that its own legacy row does not make goes or comes with that row's repair.
          if (difference.legacyKey().isPresent() && !table.equals(main().table())) {
            mended.add(id);
          }
        }
      }
    }
    listed.values().forEach(rows -> rows.removeAll(mended));
  }

  private TableMapping main() {
    return compared.entity().into().get(0);
  }

  /** Whether nothing is listed. */
  public boolean isEmpty() {
    return listed.values().stream().allMatch(Set::isEmpty);
  }

  /**
   * Deletes them, and keeps in the ledger what was deleted.
   *
   * @param connection in a transaction that holds the partition's claim, acting for the tenant
   * @param runId the repair
   * @param validation the validation that had listed the rows
   * @return how many target rows were deleted, over all tables
   * @throws MigrationException if the target does not let a row go; the transaction is to be rolled
   *     back
   */
  public long remove(Connection connection, UUID runId, UUID validation) throws SQLException {
    Optional<LedgerEvidence> known =
        LedgerEvidence.of(connection, compared.entity(), compared.tenant());
    if (known.isEmpty()) {
      return 0;
    }
    LedgerEvidence ledger = known.get();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
    }
    Map<String, Collection<UUID>> deleted = new LinkedHashMap<>();
    Set<UUID> mainRows = mainRows(connection, ledger);
    List<TableMapping> partsFirst = new ArrayList<>(compared.entity().into());
    java.util.Collections.reverse(partsFirst);
    for (TableMapping mapping : partsFirst) {
      Set<UUID> gone = new LinkedHashSet<>();
      if (mapping.equals(main())) {
        gone.addAll(delete(connection, ledger, mapping, key(mapping), mainRows));
        requireAll(mapping, mainRows, gone);
      } else {
        gone.addAll(
            delete(
                connection,
                ledger,
                mapping,
                key(mapping),
                listed.getOrDefault(mapping.table(), Set.of())));
        Optional<String> owner = ComparedEntity.owner(mapping);
        if (owner.isPresent()) {
          gone.addAll(
              delete(connection, ledger, mapping, Optional.of(Quoted.name(owner.get())), mainRows));
        }
      }
      deleted.put(mapping.table(), gone);
    }
    ledger.forget(connection, runId, validation, mainRows, deleted);
    return deleted.values().stream().mapToLong(Collection::size).sum();
  }

  private Optional<String> key(TableMapping mapping) {
    return compared.compare(mapping).map(ComparedTable::keyName);
  }

  /** The listed main rows that nobody may have a use for. */
  private Set<UUID> mainRows(Connection connection, LedgerEvidence ledger) throws SQLException {
    Map<UUID, String> keys = new HashMap<>();
    Set<UUID> rows = new LinkedHashSet<>();
    for (UUID id : listed.getOrDefault(main().table(), Set.of())) {
      Optional<LedgerEvidence.Origin> origin = ledger.origin(connection, id);
      boolean own = origin.filter(from -> from.sameEntity() && from.sameTenant()).isPresent();
      if (own || origin.isEmpty()) {
        rows.add(id);
        origin.ifPresent(from -> keys.put(id, from.legacyKey()));
      }
    }
    Set<String> there = inLegacy(List.copyOf(new HashSet<>(keys.values())));
    rows.removeIf(id -> keys.containsKey(id) && there.contains(keys.get(id)));
    rows.retainAll(ofTenant(connection, rows));
    return rows;
  }

  /** Those of these keys that legacy has. */
  private Set<String> inLegacy(List<String> keys) {
    Set<String> there = new HashSet<>();
    for (int from = 0; from < keys.size(); from += LegacyDatabase.KEYS_AT_ONCE) {
      List<String> page =
          keys.subList(from, Math.min(keys.size(), from + LegacyDatabase.KEYS_AT_ONCE));
      if (isInLegacy(page)) {
        page.stream().filter(key -> isInLegacy(List.of(key))).forEach(there::add);
      }
    }
    return there;
  }

  private boolean isInLegacy(List<String> keys) {
    String column = legacy.describe(compared.entity()).key().get(0).name();
    ColumnAggregate count = new ColumnAggregate(column, ColumnAggregate.Function.COUNT);
    return legacy.aggregates(compared.entity(), List.of(count), keys, false).get(0).stream()
        .anyMatch(number -> ((java.math.BigDecimal) number).signum() > 0);
  }

  private Set<UUID> ofTenant(Connection connection, Set<UUID> rows) throws SQLException {
    Optional<String> key = key(main());
    Optional<String> condition = compared.ofTenant(main(), "t");
    Set<UUID> own = new HashSet<>();
    if (key.isEmpty() || condition.isEmpty() || rows.isEmpty()) {
      return own;
    }
    String sql =
        """
        SELECT t.%1$s FROM %2$s AS t WHERE t.%1$s = ANY (?::uuid[]) AND %3$s FOR UPDATE
        """
            .formatted(key.get(), Quoted.table(compared.table(main())), condition.get());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", rows.toArray()));
      statement.setString(2, compared.tenant().id().toString());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          own.add(found.getObject(1, UUID.class));
        }
      }
    }
    return own;
  }

  /** Deletes the tenant's rows with these UUIDs in a column; returns the rows' own UUIDs. */
  private Set<UUID> delete(
      Connection connection,
      LedgerEvidence ledger,
      TableMapping mapping,
      Optional<String> column,
      Set<UUID> ids)
      throws SQLException {
    Optional<String> key = key(mapping);
    Optional<String> condition = compared.ofTenant(mapping, "t");
    Set<UUID> deleted = new LinkedHashSet<>();
    if (key.isEmpty() || column.isEmpty() || condition.isEmpty() || ids.isEmpty()) {
      return deleted;
    }
    String sql =
        """
        DELETE FROM %1$s AS t
        WHERE t.%2$s = ANY (?::uuid[]) AND %3$s
          AND NOT EXISTS (SELECT FROM %4$s o WHERE o."new_id" = t.%5$s)
        RETURNING t.%5$s
        """
            .formatted(
                Quoted.table(compared.table(mapping)),
                column.get(),
                condition.get(),
                ledger.otherMappings(),
                key.get());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      statement.setString(2, compared.tenant().id().toString());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          deleted.add(found.getObject(1, UUID.class));
        }
      }
    }
    return deleted;
  }

  /** A trigger can keep a row in silence; its mapping row would be lost. */
  private void requireAll(TableMapping mapping, Set<UUID> asked, Set<UUID> gone) {
    if (gone.size() != asked.size()) {
      throw new MigrationException(
          new Problem(
              ValidateCode.NOT_DELETED,
              compared.entity().name() + "/" + compared.tenant().name(),
              (asked.size() - gone.size()) + " extra rows of " + mapping.table() + " did not go",
              "Look for a policy or trigger on the table that keeps rows; nothing was deleted."),
          null);
    }
  }
}
