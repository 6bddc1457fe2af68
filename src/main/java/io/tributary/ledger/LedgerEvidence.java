package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.KeySum;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the ledger of a service says of one entity and tenant, for a validation: it answers on the
 * caller's connection, so that its answers can be joined with the target's, and writes nothing.
 * Immutable.
 *
 * @param entityNo the mapping store's number of the entity
 * @param tenantNo the mapping store's number of the tenant
 */
public record LedgerEvidence(int entityNo, int tenantNo) {

  /** Letters that explain why a row is not in the target. */
  private static final String EXPLAINS = "'open', 'waiting', 'discarded'";

  /** Where the row of a dead letter {@code d} is accounted for otherwise. */
  private static final String ELSEWHERE =
      """
      SELECT FROM "migration"."filtered_row" f
      WHERE f."entity_no" = d."entity_no" AND f."tenant_no" = d."tenant_no"
        AND f."legacy_key" = d."legacy_key"
      UNION ALL
      SELECT FROM "migration"."id_mapping_text" m
      WHERE m."entity_no" = d."entity_no" AND m."tenant_no" = d."tenant_no"
        AND m."legacy_key" = d."legacy_key"
      UNION ALL
      SELECT FROM "migration"."id_mapping_int" m
      WHERE m."entity_no" = d."entity_no" AND m."tenant_no" = d."tenant_no"
        AND m."legacy_key" = CASE WHEN d."legacy_key" ~ '^-?[0-9]{1,18}$'
                                  THEN d."legacy_key"::bigint END""";

  /**
   * What the mapping store has of a row.
   *
   * @param row the batch's number of the legacy row
   * @param newId the UUID there
   * @param rowHash the hash there
   */
  public record Mapped(int row, UUID newId, long rowHash) {}

  /** Finds the numbers; empty if nothing of this entity or tenant was ever migrated. */
  public static Optional<LedgerEvidence> of(Connection connection, Entity entity, Tenant tenant)
      throws SQLException {
    String sql =
        """
        SELECT e."entity_no", t."tenant_no"
        FROM "migration"."entity" e, "migration"."tenant" t
        WHERE e."identity" = ? AND t."tenant_id" = ?
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, entity.identity());
      statement.setObject(2, tenant.id());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(new LedgerEvidence(rows.getInt(1), rows.getInt(2)))
            : Optional.empty();
      }
    }
  }

  /**
   * The rows of a batch of which the mapping store says something else than the mapper: another
   * UUID, another hash, or nothing at all.
   *
   * @param rows the rows to look at, all mapped
   */
  public BitSet mappedOtherwise(Connection connection, Batch batch, BitSet rows)
      throws SQLException {
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::%2$s[], ?::uuid[], ?::int8[])
             AS k ("i", "key", "new_id", "row_hash")
        LEFT JOIN "migration"."%1$s" m
          ON m."entity_no" = ? AND m."tenant_no" = ? AND m."legacy_key" = k."key"
        WHERE m."new_id" IS DISTINCT FROM k."new_id" OR m."row_hash" IS DISTINCT FROM k."row_hash"
        """
            .formatted(MappingStore.table(batch), keyType(batch));
    BitSet otherwise = new BitSet();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int[] numbers = rows.stream().toArray();
      setKeys(statement, batch, numbers);
      UUID[] ids = rows.stream().mapToObj(batch::uuid).toArray(UUID[]::new);
      Long[] hashes = rows.stream().mapToObj(batch::hash).toArray(Long[]::new);
      statement.setArray(3, connection.createArrayOf("uuid", ids));
      statement.setArray(4, connection.createArrayOf("int8", hashes));
      statement.setInt(5, entityNo);
      statement.setInt(6, tenantNo);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          otherwise.set(found.getInt(1));
        }
      }
    }
    return otherwise;
  }

  /** What the mapping store has of these rows; nothing for rows that it does not know. */
  public List<Mapped> mapped(Connection connection, Batch batch, BitSet rows) throws SQLException {
    String sql =
        """
        SELECT k."i", m."new_id", m."row_hash"
        FROM unnest(?::int4[], ?::%2$s[]) AS k ("i", "key")
        JOIN "migration"."%1$s" m
          ON m."entity_no" = ? AND m."tenant_no" = ? AND m."legacy_key" = k."key"
        """
            .formatted(MappingStore.table(batch), keyType(batch));
    List<Mapped> mapped = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setKeys(statement, batch, rows.stream().toArray());
      statement.setInt(3, entityNo);
      statement.setInt(4, tenantNo);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          mapped.add(new Mapped(found.getInt(1), found.getObject(2, UUID.class), found.getLong(3)));
        }
      }
    }
    return mapped;
  }

  /**
   * The rows of a shared lookup that another legacy row brought first with other values, which were
   * kept: the target is right not to be what these rows say.
   */
  public BitSet broughtOtherwise(Connection connection, Batch batch, BitSet rows)
      throws SQLException {
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::text[], ?::uuid[], ?::int8[])
             AS k ("i", "key", "new_id", "row_hash")
        WHERE EXISTS (SELECT FROM "migration"."id_mapping_int" m
                      WHERE m."new_id" = k."new_id" AND m."entity_no" = ? AND m."inserted"
                        AND m."row_hash" <> k."row_hash"
                        AND (m."tenant_no" <> ? OR m."legacy_key"::text <> k."key"))
           OR EXISTS (SELECT FROM "migration"."id_mapping_text" m
                      WHERE m."new_id" = k."new_id" AND m."entity_no" = ? AND m."inserted"
                        AND m."row_hash" <> k."row_hash"
                        AND (m."tenant_no" <> ? OR m."legacy_key" <> k."key"))
        """;
    BitSet otherwise = new BitSet();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      UUID[] ids = rows.stream().mapToObj(batch::uuid).toArray(UUID[]::new);
      Long[] hashes = rows.stream().mapToObj(batch::hash).toArray(Long[]::new);
      setNumbersAndTexts(statement, batch, rows.stream().toArray());
      statement.setArray(3, connection.createArrayOf("uuid", ids));
      statement.setArray(4, connection.createArrayOf("int8", hashes));
      for (int parameter : new int[] {5, 7}) {
        statement.setInt(parameter, entityNo);
        statement.setInt(parameter + 1, tenantNo);
      }
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          otherwise.set(found.getInt(1));
        }
      }
    }
    return otherwise;
  }

  /** The rows of which a dead letter tells that they are not in the target. */
  public BitSet explained(Connection connection, Batch batch, BitSet rows) throws SQLException {
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::text[]) AS k ("i", "key")
        WHERE EXISTS (
          SELECT FROM "migration"."dead_letter" d
          WHERE d."entity_no" = ? AND d."tenant_no" = ? AND md5(d."legacy_key") = md5(k."key")
            AND d."legacy_key" = k."key" AND d."status" IN (%s))
        """
            .formatted(EXPLAINS);
    BitSet explained = new BitSet();
    if (rows.isEmpty()) {
      return explained;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int[] numbers = rows.stream().toArray();
      setNumbersAndTexts(statement, batch, numbers);
      statement.setInt(3, entityNo);
      statement.setInt(4, tenantNo);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          explained.set(found.getInt(1));
        }
      }
    }
    return explained;
  }

  /** The rows that the ledger knows to be dropped by a step, and that were not migrated before. */
  public BitSet dropped(Connection connection, Batch batch, BitSet rows) throws SQLException {
    BitSet dropped = new BitSet();
    if (rows.isEmpty()) {
      return dropped;
    }
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::text[]) AS k ("i", "key")
        JOIN "migration"."filtered_row" f
          ON f."entity_no" = ? AND f."tenant_no" = ? AND f."legacy_key" = k."key"
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setNumbersAndTexts(statement, batch, rows.stream().toArray());
      statement.setInt(3, entityNo);
      statement.setInt(4, tenantNo);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          dropped.set(found.getInt(1));
        }
      }
    }
    mapped(connection, batch, dropped).forEach(one -> dropped.clear(one.row()));
    return dropped;
  }

  /**
   * Count and sum of the legacy keys that the ledger knows, each of which is one integer: mapped,
   * filtered, or a dead letter that explains its row.
   *
   * @throws SQLException also if a key is something else
   */
  public KeySum keys(Connection connection) throws SQLException {
    String sql =
        """
        SELECT count(*), coalesce(sum(x."key"::numeric), 0), coalesce(sum((%s)::numeric), 0)
        FROM (
          SELECT m."legacy_key" AS "key" FROM "migration"."id_mapping_int" m
          WHERE m."entity_no" = ? AND m."tenant_no" = ?
          UNION ALL
          SELECT f."legacy_key"::bigint FROM "migration"."filtered_row" f
          WHERE f."entity_no" = ? AND f."tenant_no" = ?
          UNION ALL
          SELECT DISTINCT d."legacy_key"::bigint FROM "migration"."dead_letter" d
          WHERE d."entity_no" = ? AND d."tenant_no" = ? AND d."status" IN (%s)
            AND NOT EXISTS (%s)) x
        """
            .formatted(KeySum.sqlSquare("x.\"key\""), EXPLAINS, ELSEWHERE);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < 3; i++) {
        statement.setInt(2 * i + 1, entityNo);
        statement.setInt(2 * i + 2, tenantNo);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        KeySum keys = new KeySum();
        keys.add(
            row.getLong(1),
            row.getBigDecimal(2).toBigIntegerExact(),
            row.getBigDecimal(3).toBigIntegerExact());
        return keys;
      }
    }
  }

  /**
   * What the mapping store has of legacy rows.
   *
   * @param keys canonical keys
   * @param ownOnly whether only rows are wanted that this tenant's row has made, and none that were
   *     there already
   * @return UUIDs by canonical key; keys that it does not know are left out
   */
  public Map<String, UUID> newIds(Connection connection, Collection<String> keys, boolean ownOnly)
      throws SQLException {
    Map<String, UUID> ids = new HashMap<>();
    String own = ownOnly ? " AND m.\"inserted\"" : "";
    String integers =
        """
        SELECT m."legacy_key"::text, m."new_id" FROM "migration"."id_mapping_int" m
        WHERE m."entity_no" = ? AND m."tenant_no" = ? AND m."legacy_key" = ANY (?::int8[])%s
        """
            .formatted(own);
    Object[] numbers = keys.stream().flatMap(key -> number(key).stream()).toArray();
    newIds(connection, integers, connection.createArrayOf("int8", numbers), ids);
    String texts =
        """
        SELECT m."legacy_key", m."new_id" FROM "migration"."id_mapping_text" m
        WHERE m."entity_no" = ? AND m."tenant_no" = ? AND m."legacy_key" = ANY (?::text[])%s
        """
            .formatted(own);
    Object[] escaped = keys.stream().map(LedgerText::escape).toArray();
    newIds(connection, texts, connection.createArrayOf("text", escaped), ids);
    return ids;
  }

  /** The number that a canonical key is, if it is one that the store keeps as such. */
  private static Optional<Long> number(String key) {
    try {
      return Optional.of(Long.valueOf(key)).filter(number -> number.toString().equals(key));
    } catch (NumberFormatException noInteger) {
      return Optional.empty();
    }
  }

  private void newIds(Connection connection, String sql, Array keys, Map<String, UUID> ids)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, entityNo);
      statement.setInt(2, tenantNo);
      statement.setArray(3, keys);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ids.put(LedgerText.unescape(rows.getString(1)), rows.getObject(2, UUID.class));
        }
      }
    }
  }

  /** The legacy key of a target row by the mapping store; empty if it has none. */
  public Optional<Origin> origin(Connection connection, UUID newId) throws SQLException {
    String sql =
        """
        SELECT m."legacy_key", m."entity_no", m."tenant_no"
        FROM (SELECT "legacy_key"::text, "entity_no", "tenant_no", "new_id"
              FROM "migration"."id_mapping_int"
              UNION ALL
              SELECT "legacy_key", "entity_no", "tenant_no", "new_id"
              FROM "migration"."id_mapping_text") m
        WHERE m."new_id" = ?
        ORDER BY (m."entity_no" = ? AND m."tenant_no" = ?) DESC
        LIMIT 1
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, newId);
      statement.setInt(2, entityNo);
      statement.setInt(3, tenantNo);
      try (ResultSet found = statement.executeQuery()) {
        return found.next()
            ? Optional.of(
                new Origin(
                    LedgerText.unescape(found.getString(1)),
                    found.getInt(2) == entityNo,
                    found.getInt(3) == tenantNo))
            : Optional.empty();
      }
    }
  }

  /**
   * SQL for a table of what the mapping store has of this entity and tenant, with columns {@code
   * "legacy_key"} (text) and {@code "new_id"}.
   */
  public String mappings() {
    return mappings("\"entity_no\" = " + entityNo + " AND \"tenant_no\" = " + tenantNo);
  }

  /** The same, of this entity and all tenants. */
  public String mappingsOfEntity() {
    return mappings("\"entity_no\" = " + entityNo);
  }

  /** The same, of everything but this entity and tenant. */
  public String otherMappings() {
    return mappings("(\"entity_no\" <> " + entityNo + " OR \"tenant_no\" <> " + tenantNo + ")");
  }

  private static String mappings(String condition) {
    return """
        (SELECT "legacy_key"::text COLLATE "C" AS "legacy_key", "new_id"
         FROM "migration"."id_mapping_int" WHERE %1$s
         UNION ALL
         SELECT "legacy_key", "new_id" FROM "migration"."id_mapping_text" WHERE %1$s)"""
        .formatted(condition);
  }

  /**
   * SQL for a condition: no other entity's row has become this UUID.
   *
   * @param id SQL for the UUID
   */
  public String notOfOthers(String id) {
    return """
        NOT EXISTS (
          SELECT FROM "migration"."id_mapping_int" m
          WHERE m."new_id" = %1$s AND m."entity_no" <> %2$d
          UNION ALL
          SELECT FROM "migration"."id_mapping_text" m
          WHERE m."new_id" = %1$s AND m."entity_no" <> %2$d)"""
        .formatted(id, entityNo);
  }

  /**
   * Where a target row comes from.
   *
   * @param legacyKey the key of its legacy row
   * @param sameEntity whether that is a row of this entity
   * @param sameTenant whether that is a row of this tenant
   */
  public record Origin(String legacyKey, boolean sameEntity, boolean sameTenant) {}

  /**
   * How many legacy rows are accounted for.
   *
   * @param mapped in the mapping store
   * @param filtered dropped by a step
   * @param dead neither, with a dead letter that explains it
   * @param distinctIds different UUIDs in the mapping store
   */
  public record Accounts(long mapped, long filtered, long dead, long distinctIds) {}

  /** Counts the legacy rows that the ledger knows. */
  public Accounts accounts(Connection connection) throws SQLException {
    String sql =
        """
        WITH "mapped" AS (
          SELECT count(*) AS "keys", count(DISTINCT "new_id") AS "ids"
          FROM (SELECT "new_id" FROM "migration"."id_mapping_int"
                WHERE "entity_no" = ? AND "tenant_no" = ?
                UNION ALL
                SELECT "new_id" FROM "migration"."id_mapping_text"
                WHERE "entity_no" = ? AND "tenant_no" = ?) m)
        SELECT (SELECT "keys" FROM "mapped"),
               (SELECT count(*) FROM "migration"."filtered_row"
                WHERE "entity_no" = ? AND "tenant_no" = ?),
               (SELECT count(DISTINCT d."legacy_key") FROM "migration"."dead_letter" d
                WHERE d."entity_no" = ? AND d."tenant_no" = ? AND d."status" IN (%s)
                  AND NOT EXISTS (%s)),
               (SELECT "ids" FROM "mapped")
        """
            .formatted(EXPLAINS, ELSEWHERE);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < 4; i++) {
        statement.setInt(2 * i + 1, entityNo);
        statement.setInt(2 * i + 2, tenantNo);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Accounts(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
      }
    }
  }

  /**
   * The keys of the legacy rows that are not in the target, and are accounted for: filtered, or
   * dead letters. Page by page, in the order of their texts.
   *
   * @param after the last key of the page before, as the ledger has it; empty to begin
   * @return as the ledger has them
   */
  public List<String> leftOut(Connection connection, String after, int limit) throws SQLException {
    String sql =
        """
        SELECT x."legacy_key" FROM (
          SELECT f."legacy_key" FROM "migration"."filtered_row" f
          WHERE f."entity_no" = ? AND f."tenant_no" = ?
          UNION
          SELECT d."legacy_key" COLLATE "C" FROM "migration"."dead_letter" d
          WHERE d."entity_no" = ? AND d."tenant_no" = ? AND d."status" IN (%s)
            AND NOT EXISTS (%s)) x
        WHERE x."legacy_key" > ?
        ORDER BY x."legacy_key"
        LIMIT ?
        """
            .formatted(EXPLAINS, ELSEWHERE);
    List<String> keys = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < 2; i++) {
        statement.setInt(2 * i + 1, entityNo);
        statement.setInt(2 * i + 2, tenantNo);
      }
      statement.setString(5, after);
      statement.setInt(6, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(rows.getString(1));
        }
      }
    }
    return keys;
  }

  /**
   * Forgets rows that are deleted in the same transaction: what the mapping store has of this
   * entity and tenant, and references that are still to be set. What was deleted is kept.
   *
   * @param runId the repair
   * @param validation the validation that had listed the rows
   * @param mainRows UUIDs of legacy rows; their mapping rows go
   * @param deleted UUIDs of target rows by table
   */
  public void forget(
      Connection connection,
      UUID runId,
      UUID validation,
      Collection<UUID> mainRows,
      Map<String, Collection<UUID>> deleted)
      throws SQLException {
    String keep =
        """
        INSERT INTO "migration"."deleted_row"
          ("run_id", "validation", "entity_no", "tenant_no", "table_name", "row_id", "legacy_key")
        SELECT ?, ?, ?, ?, ?, r."id",
               (SELECT m."legacy_key" FROM %s m WHERE m."new_id" = r."id" LIMIT 1)
        FROM unnest(?::uuid[]) AS r ("id")
        """
            .formatted(mappings());
    try (PreparedStatement statement = connection.prepareStatement(keep)) {
      for (Map.Entry<String, Collection<UUID>> table : deleted.entrySet()) {
        statement.setObject(1, runId);
        statement.setObject(2, validation);
        statement.setInt(3, entityNo);
        statement.setInt(4, tenantNo);
        statement.setString(5, table.getKey());
        statement.setArray(6, connection.createArrayOf("uuid", table.getValue().toArray()));
        statement.executeUpdate();
      }
    }
    for (String place :
        List.of(
            "\"id_mapping_int\" WHERE \"new_id\"",
            "\"id_mapping_text\" WHERE \"new_id\"",
            "\"deferred_reference\" WHERE \"row_id\"")) {
      String sql =
          "DELETE FROM \"migration\".%s = ANY (?::uuid[]) AND \"entity_no\" = ? AND \"tenant_no\" = ?"
              .formatted(place);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setArray(1, connection.createArrayOf("uuid", mainRows.toArray()));
        statement.setInt(2, entityNo);
        statement.setInt(3, tenantNo);
        statement.executeUpdate();
      }
    }
  }

  /** A key of {@link #leftOut} as {@link io.tributary.batch.KeyShape} writes it. */
  public static String canonical(String ledgerKey) {
    return LedgerText.unescape(ledgerKey);
  }

  private static void setKeys(PreparedStatement statement, Batch batch, int[] rows)
      throws SQLException {
    if (!batch.keyShape().isInteger()) {
      setNumbersAndTexts(statement, batch, rows);
      return;
    }
    Connection connection = statement.getConnection();
    Long[] keys = Arrays.stream(rows).mapToObj(batch::keyLong).toArray(Long[]::new);
    statement.setArray(1, connection.createArrayOf("int4", boxed(rows)));
    statement.setArray(2, connection.createArrayOf("int8", keys));
  }

  private static void setNumbersAndTexts(PreparedStatement statement, Batch batch, int[] rows)
      throws SQLException {
    Connection connection = statement.getConnection();
    String[] keys =
        Arrays.stream(rows).mapToObj(row -> Keys.text(batch, row)).toArray(String[]::new);
    statement.setArray(1, connection.createArrayOf("int4", boxed(rows)));
    statement.setArray(2, connection.createArrayOf("text", keys));
  }

  private static Integer[] boxed(int[] rows) {
    return Arrays.stream(rows).boxed().toArray(Integer[]::new);
  }

  private static String keyType(Batch batch) {
    return batch.keyShape().isInteger() ? "int8" : "text";
  }
}
