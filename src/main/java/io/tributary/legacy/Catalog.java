package io.tributary.legacy;

import io.tributary.batch.KeyShape;
import io.tributary.batch.SourceColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.PassingFaults;
import io.tributary.fault.Problem;
import io.tributary.legacy.ColumnCatalog.Columns;
import io.tributary.legacy.ColumnCatalog.Relation;
import io.tributary.manifest.Entity;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Describes what entities read from, on one connection. */
final class Catalog {

  /** A SELECT of SQL Server has 4,096 columns at most. Where that is not enough, one at a time. */
  private static final int RELATIONS_AT_ONCE = 32;

  private final Dialect dialect;
  private final String tenant;
  private final Connection connection;
  private final TableCatalog tables;
  private final ColumnCatalog columns;

  Catalog(Dialect dialect, String tenant, Connection connection) {
    this.dialect = dialect;
    this.tenant = tenant;
    this.connection = connection;
    this.tables = new TableCatalog(dialect, connection);
    this.columns = new ColumnCatalog(dialect, tenant, connection);
  }

  /**
   * Describes what an entity reads from.
   *
   * @throws InvalidInputException with all problems, if the table or a key column is missing, or if
   *     a column's type cannot be read and the entity does not ignore it
   * @throws MigrationException if the server refuses the entity's query or filter
   */
  LegacyTable describe(Entity entity) throws SQLException {
    return describeEach(List.of(entity)).of(entity);
  }

  /** Describes what a few entities read from, each as {@link #columns} will see it again. */
  LegacyTables describeEach(Collection<Entity> entities) throws SQLException {
    return describe(entities, 1);
  }

  /** Describes what entities read from, in a handful of statements however many there are. */
  LegacyTables describeAll(Collection<Entity> entities) throws SQLException {
    return describe(entities, RELATIONS_AT_ONCE);
  }

  private LegacyTables describe(Collection<Entity> entities, int atOnce) throws SQLException {
    Map<String, TableCatalog.Found> found = tables.find(entities);
    LegacyTables described = new LegacyTables();
    List<Relation> relations = new ArrayList<>();
    for (Entity entity : entities) {
      if (entity.legacy().table().isEmpty()) {
        relations.add(new Relation(entity, Optional.empty()));
      } else if (found.containsKey(entity.name())) {
        relations.add(new Relation(entity, Optional.of(found.get(entity.name()).name())));
      } else {
        described.addFailure(entity, new InvalidInputException(missing(entity)));
      }
    }
    for (int from = 0; from < relations.size(); from += atOnce) {
      List<Relation> some = relations.subList(from, Math.min(from + atOnce, relations.size()));
      addAll(some, found, described);
    }
    return described;
  }

  private void addAll(
      List<Relation> relations, Map<String, TableCatalog.Found> found, LegacyTables described)
      throws SQLException {
    Map<String, Columns> together = relations.size() == 1 ? Map.of() : together(relations);
    for (Relation relation : relations) {
      Entity entity = relation.entity();
      try {
        Columns own = together.get(entity.name());
        described.add(entity, table(relation, own == null ? columns.of(relation) : own, found));
      } catch (InvalidInputException e) {
        described.addFailure(entity, e);
      } catch (SQLException e) {
        if (PassingFaults.canPass(e)) {
          throw e;
        }
        described.addFailure(entity, LegacyDatabase.refused(tenant, entity.name(), e));
      }
    }
  }

  /** None if the server refuses any of them: which one it is, each alone will tell. */
  private Map<String, Columns> together(List<Relation> relations) throws SQLException {
    try {
      return columns.of(relations);
    } catch (SQLException e) {
      if (PassingFaults.canPass(e)) {
        throw e;
      }
      return Map.of();
    }
  }

  /**
   * The columns of what was described before, as they are now: one question, answered without a
   * look at a row.
   *
   * @throws InvalidInputException if a column's type cannot be read and the entity does not ignore
   *     it
   */
  List<SourceColumn> columns(Entity entity, Optional<LegacyTable.Name> name) throws SQLException {
    Columns now = columns.of(new Relation(entity, name));
    if (!now.problems().isEmpty()) {
      throw new InvalidInputException(now.problems());
    }
    return now.columns();
  }

  /** About how many rows each table has, by {@code schema.table} in lower case. */
  Map<String, Long> rowEstimates() throws SQLException {
    Map<String, Long> estimates = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(dialect.rowEstimatesSql())) {
      while (rows.next()) {
        String name = rows.getString(1) + "." + rows.getString(2);
        estimates.put(name.toLowerCase(Locale.ROOT), rows.getLong(3));
      }
    }
    return estimates;
  }

  private LegacyTable table(
      Relation relation, Columns described, Map<String, TableCatalog.Found> found) {
    Entity entity = relation.entity();
    List<Problem> problems = new ArrayList<>(described.problems());
    List<SourceColumn> key = new ArrayList<>();
    for (String part : entity.legacy().key()) {
      keyColumn(entity, part, described.columns(), problems).ifPresent(key::add);
    }
    if (!problems.isEmpty()) {
      throw new InvalidInputException(problems);
    }
    List<String> keyNames = key.stream().map(part -> fold(part.name())).toList();
    Collection<TableCatalog.Index> indexes =
        relation.name().isPresent() ? found.get(entity.name()).indexes() : List.of();
    return new LegacyTable(
        relation.name(),
        described.columns(),
        key,
        indexes.stream().anyMatch(index -> index.proves(keyNames)),
        indexes.stream().anyMatch(index -> index.orders(keyNames)),
        key.stream().noneMatch(SourceColumn::nullable));
  }

  private Optional<SourceColumn> keyColumn(
      Entity entity, String part, List<SourceColumn> columns, List<Problem> problems) {
    Optional<SourceColumn> found =
        columns.stream().filter(column -> fold(column.name()).equals(fold(part))).findAny();
    if (found.isEmpty()) {
      problems.add(
          LegacyCode.COLUMN_MISSING.at(
              entity.at(),
              where(entity) + " has no key column " + part,
              "name columns of the table as the entity's key"));
    } else if (!KeyShape.canIdentify(found.get().type())) {
      problems.add(
          LegacyCode.KEY_TYPE.at(
              entity.at(),
              "key column " + part + " of " + where(entity) + " is " + found.get().sqlType(),
              "choose a key of integers, decimals, text, GUIDs or dates"));
    }
    return found;
  }

  private Problem missing(Entity entity) {
    return LegacyCode.TABLE_MISSING.at(
        entity.at(),
        "the legacy database of " + tenant + " has no " + entity.legacy().displayName(),
        "mend the table's name or its schema, or look at the login's permissions");
  }

  private String where(Entity entity) {
    return entity.legacy().displayName() + " of " + tenant;
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
