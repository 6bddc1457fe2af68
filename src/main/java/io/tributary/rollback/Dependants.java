package io.tributary.rollback;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Scope;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the rows that others refer to by a foreign key, whatever its schema and whatever it does on
 * a delete.
 *
 * <p>Not counted are referring rows that go as well, and those whose reference can be taken back
 * for the time being: a deferred reference of a row that the migration wrote last is set to NULL
 * and goes back into the second pass's work list ({@link DeferredCut}).
 */
final class Dependants {

  private static final String GOES_AS_WELL =
      """
      EXISTS (SELECT FROM "migration"."id_mapping_int" m
              WHERE m."new_id" = r.%1$s AND m."batch_no" = ANY (?)
              UNION ALL
              SELECT FROM "migration"."id_mapping_text" m
              WHERE m."new_id" = r.%1$s AND m."batch_no" = ANY (?))
      AND r.%1$s <> ALL (?)
      """;

  private static final String MIGRATED =
      """
      EXISTS (SELECT FROM "migration"."id_mapping_int" m
              JOIN "migration"."entity" e USING ("entity_no")
              WHERE m."new_id" = r.%1$s AND e."identity" = ?
              UNION ALL
              SELECT FROM "migration"."id_mapping_text" m
              JOIN "migration"."entity" e USING ("entity_no")
              WHERE m."new_id" = r.%1$s AND e."identity" = ?)
      """;

  private final RollbackStep step;
  private final List<OwnTable> tables;
  private final Map<Entity, List<OwnTable>> all;

  Dependants(Manifest manifest, RollbackStep step, List<OwnTable> tables) {
    this.step = step;
    this.tables = tables;
    this.all = OwnTable.ofService(manifest, step.partition().entity().service());
  }

  /** Those of the rows that are depended on, each with a foreign key that says so. */
  Map<UUID, String> of(Connection connection, Set<UUID> rows, Gone gone) throws SQLException {
    Map<UUID, String> dependedOn = new HashMap<>();
    if (rows.isEmpty()) {
      return dependedOn;
    }
    for (OwnTable table : tables) {
      for (ReferencingKey key : ReferencingKey.to(connection, table)) {
        if (key.refuses() || !step.force()) {
          for (UUID row : find(connection, rows, gone, table, key)) {
            dependedOn.put(row, key.displayName());
          }
        }
      }
    }
    return dependedOn;
  }

  private List<UUID> find(
      Connection connection, Set<UUID> rows, Gone gone, OwnTable table, ReferencingKey key)
      throws SQLException {
    Optional<OwnTable> own =
        all.values().stream().flatMap(List::stream).filter(key::isOf).findFirst();
    Optional<DeferredCut.Place> deferred = DeferredCut.place(all, step, table, key);
    StringBuilder sql =
        new StringBuilder(
            "SELECT DISTINCT t.%s FROM %s t JOIN %s r ON %s WHERE t.%s = ANY (?)"
                .formatted(
                    Quoted.name(table.owner()),
                    table.sql(),
                    key.tableSql(),
                    key.joined(),
                    Quoted.name(table.owner())));
    own.ifPresent(
        o ->
            sql.append(" AND NOT (")
                .append(GOES_AS_WELL.formatted(Quoted.name(o.owner())))
                .append(')'));
    deferred.ifPresent(
        d ->
            sql.append(" AND NOT (")
                .append(MIGRATED.formatted(Quoted.name(d.table().owner())))
                .append(" AND (? OR ")
                .append(Windows.WRITTEN_BY_US.formatted("r"))
                .append("))"));
    try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
      int at = 1;
      statement.setArray(at++, Quoted.uuids(connection, rows));
      if (own.isPresent()) {
        statement.setArray(at++, Quoted.numbers(connection, gone.batches()));
        statement.setArray(at++, Quoted.numbers(connection, gone.batches()));
        statement.setArray(at++, Quoted.uuids(connection, gone.left()));
      }
      if (deferred.isPresent()) {
        String identity = deferred.get().entity().identity();
        statement.setString(at++, identity);
        statement.setString(at++, identity);
        statement.setBoolean(at++, step.force());
        windows(connection, deferred.get().entity()).set(statement, at);
      }
      return ids(statement);
    }
  }

  private Windows windows(Connection connection, Entity entity) throws SQLException {
    return Windows.read(
        connection, entity.identity(), step.partition().tenantNo(), entity.scope() == Scope.SHARED);
  }

  private static List<UUID> ids(PreparedStatement statement) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
    }
    return ids;
  }
}
