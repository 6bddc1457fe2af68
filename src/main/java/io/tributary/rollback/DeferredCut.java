package io.tributary.rollback;

import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Takes deferred references to rows that go back: the referring rows stay, with NULL, and the
 * references return to the second pass's work list, so that they are set again once the rows they
 * refer to are loaded again.
 */
final class DeferredCut {

  private final Map<Entity, List<OwnTable>> all;
  private final RollbackStep step;
  private final List<OwnTable> tables;

  /** A deferred column that refers to a table. */
  record Place(Entity entity, OwnTable table, String column) {}

  /** Entity and tenant by their numbers. */
  record Owner(int entityNo, int tenantNo) implements Comparable<Owner> {
    @Override
    public int compareTo(Owner other) {
      int byEntity = Integer.compare(entityNo, other.entityNo);
      return byEntity != 0 ? byEntity : Integer.compare(tenantNo, other.tenantNo);
    }
  }

  DeferredCut(Manifest manifest, RollbackStep step) {
    this.all = OwnTable.ofService(manifest, step.partition().entity().service());
    this.step = step;
    this.tables = OwnTable.of(manifest, step.partition().entity());
  }

  /** The deferred column of an entity in scope that the key is about, if it is one. */
  static Optional<Place> place(
      Map<Entity, List<OwnTable>> all, RollbackStep step, OwnTable table, ReferencingKey key) {
    if (key.columns().size() != 1 || !key.referenced().equals(List.of(table.id()))) {
      return Optional.empty();
    }
    Entity parent = step.partition().entity();
    return all.entrySet().stream()
        .filter(entry -> step.entitiesInScope().contains(entry.getKey().identity()))
        .flatMap(
            entry ->
                entry.getValue().stream()
                    .filter(key::isOf)
                    .filter(
                        own ->
                            own.deferred()
                                .contains(
                                    new OwnTable.DeferredReferenceColumn(
                                        key.columns().get(0), parent.name())))
                    .map(own -> new Place(entry.getKey(), own, key.columns().get(0))))
        .findFirst();
  }

  /**
   * Takes the references to these rows back, but for those of rows that go as well.
   *
   * @return how many, by the entity and tenant of the rows that stay
   */
  Map<Owner, Long> cut(Connection connection, Collection<UUID> going) throws SQLException {
    Map<Owner, Long> cut = new TreeMap<>();
    for (OwnTable table : tables) {
      for (ReferencingKey key : ReferencingKey.to(connection, table)) {
        Optional<Place> place = place(all, step, table, key);
        if (place.isPresent()) {
          cut(connection, place.get(), going)
              .forEach((owner, count) -> cut.merge(owner, count, Long::sum));
        }
      }
    }
    return cut;
  }

  private static Map<Owner, Long> cut(Connection connection, Place place, Collection<UUID> going)
      throws SQLException {
    String sql =
        """
        WITH "old" AS (
          SELECT r.%3$s AS "row_id", r.%4$s AS "parent_id", r.%2$s AS "owner"
          FROM %1$s r
          WHERE r.%4$s = ANY (?) AND r.%2$s <> ALL (?)
          FOR UPDATE
        ), "mapped" AS (
          SELECT DISTINCT ON (o."row_id") o."row_id", o."parent_id", m."entity_no",
                 m."tenant_no", m."batch_no"
          FROM "old" o
          JOIN (SELECT "new_id", "entity_no", "tenant_no", "batch_no"
                FROM "migration"."id_mapping_int"
                UNION ALL
                SELECT "new_id", "entity_no", "tenant_no", "batch_no"
                FROM "migration"."id_mapping_text") m ON m."new_id" = o."owner"
          JOIN "migration"."entity" e ON e."entity_no" = m."entity_no" AND e."identity" = ?
          ORDER BY o."row_id", m."batch_no"
        ), "cut" AS (
          UPDATE %1$s r SET %4$s = NULL
          FROM "mapped" o WHERE r.%3$s = o."row_id"
          RETURNING o."row_id", o."parent_id", o."entity_no", o."tenant_no", o."batch_no"
        )
        INSERT INTO "migration"."deferred_reference"
          ("entity_no", "tenant_no", "table_name", "column_name", "row_id", "parent_id",
           "batch_no")
        SELECT c."entity_no", c."tenant_no", ?, ?, c."row_id", c."parent_id", c."batch_no"
        FROM "cut" c
        ON CONFLICT ("entity_no", "tenant_no", "table_name", "column_name", "row_id") DO UPDATE
        SET "parent_id" = EXCLUDED."parent_id"
        RETURNING "entity_no", "tenant_no"
        """
            .formatted(
                place.table.sql(),
                Quoted.name(place.table.owner()),
                Quoted.name(place.table.id()),
                Quoted.name(place.column));
    Map<Owner, Long> cut = new TreeMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Quoted.uuids(connection, going));
      statement.setArray(2, Quoted.uuids(connection, going));
      statement.setString(3, place.entity.identity());
      statement.setString(4, place.table.name());
      statement.setString(5, place.column);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          cut.merge(new Owner(rows.getInt(1), rows.getInt(2)), 1L, Long::sum);
        }
      }
    }
    return cut;
  }
}
