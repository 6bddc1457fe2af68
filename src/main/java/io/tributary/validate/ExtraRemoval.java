package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.manifest.TableMapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Deletes the rows of one entity and tenant that a validation has listed as extra, and that are
 * {@linkplain ExtraProof proven} to be so, each main row with its parts, in the caller's
 * transaction. What is not proven stays, and the next validation tells of it again. For one thread.
 */
public final class ExtraRemoval {

  private final ComparedEntity compared;
  private final ListedExtras listed;
  private final ExtraProof proof;

  /**
   * Of what is listed.
   *
   * @param legacy the tenant's legacy database, which is asked whether it has a row again
   * @param leads what legacy leads to, of the listed rows and their {@linkplain
   *     ListedExtras#relatives relatives}
   * @param broughtIn canonical keys of the legacy rows that this repair has just read, and mapped
   *     and loaded unless they were refused
   */
  public ExtraRemoval(
      ListedExtras listed, LegacyDatabase legacy, LegacyLeads leads, Set<String> broughtIn) {
    this.compared = listed.compared();
    this.listed = listed;
    this.proof = new ExtraProof(listed, legacy, leads, broughtIn);
  }

  private TableMapping main() {
    return listed.main();
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
    Set<UUID> mainRows = proof.mainRows(connection, ledger);
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
                proof.parts(connection, ledger, mapping, mainRows)));
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
    return listed.key(mapping);
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
