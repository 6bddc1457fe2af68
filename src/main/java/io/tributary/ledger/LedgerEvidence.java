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
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the ledger of a service says of one entity and tenant, for a validation: it answers on the
 * caller's connection, so that its answers can be joined with the target's, and writes nothing but
 * {@link #forget}. Immutable.
 *
 * @param entityNo the mapping store's number of the entity
 * @param tenantNo the mapping store's number of the tenant
 */
public record LedgerEvidence(int entityNo, int tenantNo) {

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
    return ofBatches().mappedOtherwise(connection, batch, rows);
  }

  /** What the mapping store has of these rows; nothing for rows that it does not know. */
  public List<Mapped> mapped(Connection connection, Batch batch, BitSet rows) throws SQLException {
    return ofBatches().mapped(connection, batch, rows);
  }

  /**
   * The rows of a shared lookup that another legacy row brought first with other values, which were
   * kept: the target is right not to be what these rows say.
   */
  public BitSet broughtOtherwise(Connection connection, Batch batch, BitSet rows)
      throws SQLException {
    return ofBatches().broughtOtherwise(connection, batch, rows);
  }

  /** The rows of which a dead letter tells that they are not in the target. */
  public BitSet explained(Connection connection, Batch batch, BitSet rows) throws SQLException {
    return ofBatches().explained(connection, batch, rows);
  }

  /** The rows that the ledger knows to be dropped by a step, and that were not migrated before. */
  public BitSet dropped(Connection connection, Batch batch, BitSet rows) throws SQLException {
    return ofBatches().dropped(connection, batch, rows);
  }

  /**
   * Count and sum of the legacy keys that the ledger knows, each of which is one integer: mapped,
   * filtered, or a dead letter that explains its row.
   *
   * @throws SQLException also if a key is something else
   */
  public KeySum keys(Connection connection) throws SQLException {
    return accounted().keys(connection);
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
    return accounted().accounts(connection);
  }

  /**
   * The keys of the legacy rows that are not in the target, and are accounted for: filtered, or
   * dead letters. Page by page, in the order of their texts.
   *
   * @param after the last key of the page before, as the ledger has it; empty to begin
   * @return as the ledger has them
   */
  public List<String> leftOut(Connection connection, String after, int limit) throws SQLException {
    return accounted().leftOut(connection, after, limit);
  }

  /**
   * Those of these keys whose legacy rows were not let in when they came by the last time: a step
   * dropped them, or a dead letter tells of them.
   *
   * @param keys canonical keys
   */
  public Set<String> refused(Connection connection, Collection<String> keys) throws SQLException {
    return accounted().refused(connection, keys);
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
    ForgottenRows rows = new ForgottenRows(this);
    rows.keep(connection, runId, validation, deleted);
    rows.forget(connection, mainRows);
  }

  /** A key of {@link #leftOut} as {@link io.tributary.batch.KeyShape} writes it. */
  public static String canonical(String ledgerKey) {
    return LedgerText.unescape(ledgerKey);
  }

  private BatchEvidence ofBatches() {
    return new BatchEvidence(entityNo, tenantNo);
  }

  private AccountedKeys accounted() {
    return new AccountedKeys(entityNo, tenantNo);
  }
}
