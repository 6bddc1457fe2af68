package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.manifest.TableMapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The rows that a validation has listed as extra for one entity and tenant; none for shared
 * lookups. That a row is listed proves nothing of what legacy has now. Immutable.
 */
public final class ListedExtras {

  private final ComparedEntity compared;
  private final Map<String, Set<UUID>> byTable = new LinkedHashMap<>();

  /** The rows that these findings list. */
  public ListedExtras(ComparedEntity compared, EntityFindings findings) {
    this.compared = compared;
    if (!compared.isShared()) {
      findings.checks().stream()
          .flatMap(check -> check.differences().stream())
          .filter(difference -> difference.kind() == DifferenceKind.EXTRA)
          .forEach(this::add);
    }
  }

  private void add(Difference difference) {
    if (difference.id().isPresent() && difference.table().isPresent()) {
      byTable
          .computeIfAbsent(difference.table().get(), name -> new LinkedHashSet<>())
          .add(UUID.fromString(difference.id().get()));
    }
  }

  /** Whether nothing is listed. */
  public boolean isEmpty() {
    return byTable.isEmpty();
  }

  ComparedEntity compared() {
    return compared;
  }

  TableMapping main() {
    return compared.entity().into().get(0);
  }

  /** The listed rows of a table. */
  Set<UUID> of(TableMapping mapping) {
    return byTable.getOrDefault(mapping.table(), Set.of());
  }

  /** The listed rows of the main table. */
  public Set<UUID> mainRows() {
    return of(main());
  }

  /** The listed rows of all tables. */
  public Set<UUID> rows() {
    Set<UUID> rows = new HashSet<>();
    byTable.values().forEach(rows::addAll);
    return rows;
  }

  /** The column that holds the UUID of a table's rows, quoted; empty if none does. */
  Optional<String> key(TableMapping mapping) {
    return compared.compare(mapping).map(ComparedTable::keyName);
  }

  /**
   * What the listed rows belong to, and what belongs to them, as the target has it now: the main
   * rows of listed parts, and the parts of listed main rows.
   *
   * @param connection in a transaction, acting for the tenant
   */
  public Set<UUID> relatives(Connection connection) throws SQLException {
    Set<UUID> relatives = new HashSet<>();
    for (TableMapping mapping : compared.entity().into()) {
      parts(connection, mapping)
          .forEach(
              (part, owner) -> {
                relatives.add(part);
                relatives.add(owner);
              });
    }
    return relatives;
  }

  /**
   * The rows of a further table that are listed, or whose main row is, each with its main row.
   * Those that tell of none are left out.
   */
  Map<UUID, UUID> parts(Connection connection, TableMapping mapping) throws SQLException {
    Map<UUID, UUID> parts = new HashMap<>();
    Optional<String> key = key(mapping);
    Optional<String> owner = ComparedEntity.owner(mapping).map(Quoted::name);
    if (mapping.equals(main()) || key.isEmpty() || owner.isEmpty()) {
      return parts;
    }
    String sql =
        """
        SELECT t.%1$s, t.%2$s FROM %3$s AS t
        WHERE t.%2$s = ANY (?::uuid[]) OR (t.%1$s = ANY (?::uuid[]) AND t.%2$s IS NOT NULL)
        """
            .formatted(key.get(), owner.get(), Quoted.table(compared.table(mapping)));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", mainRows().toArray()));
      statement.setArray(2, connection.createArrayOf("uuid", of(mapping).toArray()));
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          parts.put(found.getObject(1, UUID.class), found.getObject(2, UUID.class));
        }
      }
    }
    return parts;
  }
}
