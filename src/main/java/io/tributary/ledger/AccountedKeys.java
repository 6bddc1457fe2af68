package io.tributary.ledger;

import io.tributary.batch.KeySum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The legacy keys of an entity and tenant that the ledger accounts for: mapped, dropped by a step,
 * or neither, with a dead letter that explains why.
 */
record AccountedKeys(int entityNo, int tenantNo) {

  /** Letters that explain why a row is not in the target. */
  static final String EXPLAINS = "'open', 'waiting', 'discarded'";

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
        AND m."legacy_key" =
          CASE WHEN d."legacy_key" !~ '^-?[0-9]{1,19}$' THEN NULL
               WHEN d."legacy_key"::numeric BETWEEN -9223372036854775808 AND 9223372036854775807
               THEN d."legacy_key"::bigint END""";

  /** See {@link LedgerEvidence#keys}. */
  KeySum keys(Connection connection) throws SQLException {
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
      setNumbers(statement, 3);
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

  /** See {@link LedgerEvidence#accounts}. */
  LedgerEvidence.Accounts accounts(Connection connection) throws SQLException {
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
      setNumbers(statement, 4);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new LedgerEvidence.Accounts(
            row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
      }
    }
  }

  /** See {@link LedgerEvidence#leftOut}. */
  List<String> leftOut(Connection connection, String after, int limit) throws SQLException {
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
      setNumbers(statement, 2);
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

  /** See {@link LedgerEvidence#refused}. */
  Set<String> refused(Connection connection, Collection<String> keys) throws SQLException {
    String sql =
        """
        SELECT f."legacy_key" FROM "migration"."filtered_row" f
        WHERE f."entity_no" = ? AND f."tenant_no" = ? AND f."legacy_key" = ANY (?::text[])
        UNION
        SELECT d."legacy_key" COLLATE "C" FROM "migration"."dead_letter" d
        WHERE d."entity_no" = ? AND d."tenant_no" = ? AND d."legacy_key" = ANY (?::text[])
          AND d."status" IN (%s)
        """
            .formatted(EXPLAINS);
    Object[] escaped = keys.stream().map(LedgerText::escape).toArray();
    Set<String> refused = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int first : new int[] {1, 4}) {
        statement.setInt(first, entityNo);
        statement.setInt(first + 1, tenantNo);
        statement.setArray(first + 2, connection.createArrayOf("text", escaped));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          refused.add(LedgerText.unescape(rows.getString(1)));
        }
      }
    }
    return refused;
  }

  /** Sets entity and tenant as the statement's first parameters, so many times. */
  private void setNumbers(PreparedStatement statement, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      statement.setInt(2 * i + 1, entityNo);
      statement.setInt(2 * i + 2, tenantNo);
    }
  }
}
