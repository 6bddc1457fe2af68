package io.tributary.validate;

import io.tributary.batch.SourceColumn;
import io.tributary.copy.Quoted;
import io.tributary.copy.TargetColumn;
import io.tributary.copy.TargetTable;
import io.tributary.ledger.LedgerEvidence;
import io.tributary.legacy.ColumnAggregate;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Plain SQL aggregates over the columns of one target table, on both sides: no mapper takes part,
 * so that a mapper's own error cannot vouch for itself. Legacy rows that are filtered or dead
 * letters are taken out of legacy's side: by name where they are few; where they are many, sums are
 * taken over them and subtracted, and smallest and greatest values become bounds.
 */
final class AggregateCheck {

  private final ComparedEntity compared;
  private final LedgerEvidence ledger;
  private final LegacyDatabase legacy;

  AggregateCheck(ComparedEntity compared, LedgerEvidence ledger, LegacyDatabase legacy) {
    this.compared = compared;
    this.ledger = ledger;
    this.legacy = legacy;
  }

  /** A check for each table that has one row for each legacy row. */
  List<Check> checks(ProofSession session) {
    List<Check> checks = new ArrayList<>();
    if (compared.isShared()) {
      return checks;
    }
    for (TableMapping mapping : compared.entity().into()) {
      TargetTable table = compared.table(mapping);
      if (!mapping.each().isEmpty()) {
        continue;
      }
      if (ofTenant(mapping).isEmpty()) {
        checks.add(
            Check.notDone(
                Level.AGGREGATES, mapping.table(), "nothing tells which rows are the tenant's"));
        continue;
      }
      if (ofEntity(mapping).isEmpty()) {
        checks.add(
            Check.notDone(
                Level.AGGREGATES,
                mapping.table(),
                "another entity fills the table, too, and nothing tells whose a row is"));
        continue;
      }
      Check check = check(session, mapping, table);
      checks.add(check.differenceCount() == 0 ? check : check(session, mapping, table));
    }
    return checks;
  }

  private Optional<String> ofTenant(TableMapping mapping) {
    return compared.ofTenant(mapping, "t", "(SELECT \"id\" FROM \"tenant\")");
  }

  /**
   * A condition for the rows that this entity has brought, where others fill the table, too: the
   * mapping store has the UUID of the row, or of the main row that it is a part of. Empty if the
   * table has no column with that.
   */
  private Optional<String> ofEntity(TableMapping mapping) {
    if (compared.othersThatFill(mapping.table()).findAny().isEmpty()) {
      return Optional.of("true");
    }
    boolean main = mapping.equals(compared.entity().into().get(0));
    Optional<String> id =
        main
            ? compared.mainTable(compared.entity()).map(ComparedTable::keyName)
            : ComparedEntity.owner(mapping).map(Quoted::name);
    return id.map(
        name -> "t.%s IN (SELECT m.\"new_id\" FROM %s m)".formatted(name, ledger.mappings()));
  }

  private Check check(ProofSession session, TableMapping mapping, TargetTable table) {
    CheckTally tally = new CheckTally(Level.AGGREGATES, mapping.table());
    List<ColumnComparison> columns = columns(mapping, table);
    List<ColumnAggregate> asked =
        columns.stream()
            .flatMap(
                column ->
                    column.functions().stream()
                        .map(function -> new ColumnAggregate(column.legacy().name(), function)))
            .distinct()
            .toList();
    if (asked.isEmpty()) {
      return tally.result();
    }
    LegacySide side = new LegacySide(compared, ledger, legacy, asked);
    side.read(session);
    session.look(
        connection -> {
          Map<String, Optional<String>> target = target(connection, mapping, columns, tally);
          AggregateComparison comparison = new AggregateComparison(compared, mapping.table(), side);
          for (ColumnComparison column : columns) {
            comparison.compare(column, target, tally);
          }
          return true;
        });
    if (!side.isExact()) {
      tally.note(
          "many rows are filtered or dead letters: smallest, greatest and different values were"
              + " taken as bounds");
    }
    return tally.result();
  }

  private List<ColumnComparison> columns(TableMapping mapping, TargetTable table) {
    Map<String, SourceColumn> byName =
        legacy.describe(compared.entity()).columns().stream()
            .collect(Collectors.toMap(c -> c.name().toLowerCase(java.util.Locale.ROOT), c -> c));
    List<ColumnComparison> columns = new ArrayList<>();
    for (ColumnMapping column : mapping.columns()) {
      Optional<TargetColumn> target = table.column(column.column());
      Optional<SourceColumn> source =
          legacyColumn(column.source())
              .map(name -> byName.get(name.toLowerCase(java.util.Locale.ROOT)));
      if (target.isPresent() && source.isPresent()) {
        ColumnComparison.of(column, target.get(), source.get()).ifPresent(columns::add);
      }
    }
    return columns;
  }

  private static Optional<String> legacyColumn(ValueSource source) {
    if (source instanceof ValueSource.From from) {
      return Optional.of(from.column());
    }
    return source instanceof ValueSource.Reference reference && reference.columns().size() == 1
        ? Optional.of(reference.columns().get(0))
        : Optional.empty();
  }

  /** The target's aggregates by {@link AggregateComparison#name}. */
  private Map<String, Optional<String>> target(
      Connection connection, TableMapping mapping, List<ColumnComparison> columns, CheckTally tally)
      throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> selected = new ArrayList<>(List.of("count(*)::text"));
    String rows =
        "FROM %s AS t WHERE %s AND %s"
            .formatted(
                Quoted.table(compared.table(mapping)),
                ofTenant(mapping).orElseThrow(),
                ofEntity(mapping).orElseThrow());
    for (ColumnComparison column : columns) {
      for (ColumnAggregate.Function function : column.functions()) {
        names.add(AggregateComparison.name(column, function));
        selected.add(AggregateSql.of(function, column.target(), rows));
      }
    }
    String sql =
        """
        WITH "tenant" AS (SELECT ?::text AS "id")
        SELECT %s
        %s
        """
            .formatted(String.join(",\n       ", selected), rows);
    Map<String, Optional<String>> values = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, compared.tenant().id().toString());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        tally.looked(Long.parseLong(row.getString(1)));
        for (int i = 0; i < names.size(); i++) {
          values.put(names.get(i), Optional.ofNullable(row.getString(i + 2)));
        }
      }
    }
    return values;
  }
}
