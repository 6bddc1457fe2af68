package io.tributary.validate;

import io.tributary.copy.Quoted;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.ColumnMapping;
import io.tributary.manifest.Entity;
import io.tributary.manifest.TableMapping;
import io.tributary.manifest.ValueSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A target column that refers to an entity.
 *
 * @param table the table that it is in
 * @param ownerColumn the column of that table with the UUID of the legacy row, quoted; empty if
 *     there is none
 * @param column the column that refers
 * @param parent what it refers to
 * @param references where its values come from: one, or, in a table with several rows for each
 *     legacy row, one for each of these
 */
record JoinedColumn(
    TargetTable table,
    Optional<String> ownerColumn,
    String column,
    Entity parent,
    List<ValueSource.Reference> references) {

  /** The columns of an entity's tables whose values are references to one entity and no other. */
  static List<JoinedColumn> of(ComparedEntity compared) {
    List<JoinedColumn> columns = new ArrayList<>();
    for (TableMapping mapping : compared.entity().into()) {
      TargetTable table = compared.table(mapping);
      Optional<String> owner = owner(compared, mapping);
      sources(mapping)
          .forEach(
              (column, sources) ->
                  column(compared, table, owner, column, sources).ifPresent(columns::add));
    }
    return columns;
  }

  private static Optional<String> owner(ComparedEntity compared, TableMapping mapping) {
    boolean main = mapping.equals(compared.entity().into().get(0));
    return main
        ? compared.mainTable(compared.entity()).map(ComparedTable::keyName)
        : ComparedEntity.owner(mapping).map(Quoted::name);
  }

  private static Map<String, List<ValueSource>> sources(TableMapping mapping) {
    Map<String, List<ValueSource>> sources = new LinkedHashMap<>();
    Stream.concat(
            mapping.columns().stream(),
            mapping.each().stream().flatMap(row -> row.columns().stream()))
        .forEach(
            (ColumnMapping one) ->
                sources.computeIfAbsent(one.column(), name -> new ArrayList<>()).add(one.source()));
    return sources;
  }

  private static Optional<JoinedColumn> column(
      ComparedEntity compared,
      TargetTable table,
      Optional<String> owner,
      String column,
      List<ValueSource> sources) {
    List<ValueSource.Reference> references =
        sources.stream()
            .filter(ValueSource.Reference.class::isInstance)
            .map(ValueSource.Reference.class::cast)
            .toList();
    boolean toOne =
        references.size() == sources.size()
            && references.stream().map(ValueSource.Reference::entity).distinct().count() == 1;
    boolean isUuid = table.column(column).filter(one -> one.type().equals("uuid")).isPresent();
    return toOne && isUuid
        ? Optional.of(
            new JoinedColumn(
                table,
                owner,
                column,
                compared.manifest().entity(references.get(0).entity()),
                references))
        : Optional.empty();
  }

  String subject() {
    return table.name() + "." + column + " joined to " + parent.name();
  }
}
