package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.ColumnAggregate;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tells which of the rows that a validation has listed as extra are proven to be so now.
 *
 * <p>That a row is listed is no proof. A main row is extra only if no legacy row leads to it:
 * neither by its UUID, which is derived from the key of every row that legacy has, nor by the
 * mapping store. A part is extra with its main row; or if its legacy row was just mapped and loaded
 * afresh and makes no such part; or if there is neither a main row nor a legacy row that it could
 * belong to. Rows of another tenant or entity are never extra. For one thread.
 */
final class ExtraProof {

  private final ComparedEntity compared;
  private final LegacyDatabase legacy;
  private final ListedExtras listed;
  private final LegacyLeads leads;
  private final Set<String> broughtIn;

  /** See {@link ExtraRemoval}. */
  ExtraProof(ListedExtras listed, LegacyDatabase legacy, LegacyLeads leads, Set<String> broughtIn) {
    this.compared = listed.compared();
    this.listed = listed;
    this.legacy = legacy;
    this.leads = leads;
    this.broughtIn = broughtIn;
  }

  private TableMapping main() {
    return listed.main();
  }

  /** The listed main rows of the tenant that no legacy row leads to. */
  Set<UUID> mainRows(Connection connection, LedgerEvidence ledger) throws SQLException {
    Map<UUID, String> keys = new HashMap<>();
    Set<UUID> rows = new LinkedHashSet<>();
    boolean derived = hasDerivedIds(main());
    for (UUID id : listed.mainRows()) {
      Optional<LedgerEvidence.Origin> origin = ledger.origin(connection, id);
      boolean own = origin.filter(from -> from.sameEntity() && from.sameTenant()).isPresent();
      if (!leads.mayLeadTo(id) && (own || (origin.isEmpty() && derived))) {
        rows.add(id);
        origin.ifPresent(from -> keys.put(id, from.legacyKey()));
      }
    }
    for (TableMapping mapping : compared.entity().into()) {
      // Such a part is somebody's, and would go with the main row that it does not belong to.
      listed
          .parts(connection, mapping)
          .forEach(
              (part, owner) -> {
                if (leads.mayLeadTo(part)) {
                  rows.remove(owner);
                }
              });
    }
    Set<String> there = inLegacy(List.copyOf(new HashSet<>(keys.values())));
    rows.removeIf(id -> keys.containsKey(id) && there.contains(keys.get(id)));
    rows.retainAll(ofTenant(connection, rows));
    return rows;
  }

  /** Listed parts that no legacy row makes; those of main rows that go are not looked for here. */
  Set<UUID> parts(
      Connection connection, LedgerEvidence ledger, TableMapping mapping, Set<UUID> mainRows)
      throws SQLException {
    Set<UUID> parts = new LinkedHashSet<>();
    if (!hasDerivedIds(mapping)) {
      return parts;
    }
    Map<UUID, UUID> owners = listed.parts(connection, mapping);
    owners.keySet().retainAll(listed.of(mapping));
    owners.keySet().removeIf(leads::mayLeadTo);
    owners.values().removeAll(mainRows);
    if (owners.isEmpty()) {
      return parts;
    }
    Set<String> refused = ledger.refused(connection, leads.keys().values());
    Set<UUID> there = there(connection, owners.values());
    owners.forEach(
        (part, owner) -> {
          Optional<String> key = Optional.ofNullable(leads.keys().get(owner));
          boolean afresh = key.filter(broughtIn::contains).isPresent();
          boolean makesNone = afresh && key.filter(refused::contains).isEmpty();
          boolean nobodys = !leads.mayLeadTo(owner) && !there.contains(owner);
          if (makesNone || nobodys) {
            parts.add(part);
          }
        });
    return parts;
  }

  /** Those of these main rows that are there, or may be, where a policy hides other tenants'. */
  private Set<UUID> there(Connection connection, Collection<UUID> ids) throws SQLException {
    Optional<String> key = listed.key(main());
    if (key.isEmpty() || compared.service().tenantSetting().isPresent()) {
      return new HashSet<>(ids);
    }
    Set<UUID> there = new HashSet<>();
    String sql =
        """
        SELECT t.%1$s FROM %2$s AS t WHERE t.%1$s = ANY (?::uuid[])
        """
            .formatted(key.get(), Quoted.table(compared.table(main())));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          there.add(found.getObject(1, UUID.class));
        }
      }
    }
    return there;
  }

  /** Whether the column that holds a row's UUID is filled with the one derived for the row. */
  private boolean hasDerivedIds(TableMapping mapping) {
    List<ColumnMapping> columns = new ArrayList<>(mapping.columns());
    mapping.each().forEach(row -> columns.addAll(row.columns()));
    Optional<String> key = listed.key(mapping);
    List<ColumnMapping> ofKey =
        columns.stream()
            .filter(column -> key.filter(Quoted.name(column.column())::equals).isPresent())
            .toList();
    return ofKey.isEmpty()
        ? key.filter(Quoted.name(compared.manifest().conventions().id())::equals).isPresent()
        : ofKey.stream()
            .map(ColumnMapping::source)
            .allMatch(
                source ->
                    source instanceof ValueSource.RowId
                        || (mapping.equals(main()) && source instanceof ValueSource.Self));
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
        .anyMatch(number -> ((BigDecimal) number).signum() > 0);
  }

  private Set<UUID> ofTenant(Connection connection, Set<UUID> rows) throws SQLException {
    Optional<String> key = listed.key(main());
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
}
