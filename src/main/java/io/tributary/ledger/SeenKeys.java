package io.tributary.ledger;

import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.KeySum;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Which legacy keys of a partition the ledger has seen: every key that a committed batch read is in
 * the mapping store, among the dead letters, or among the filtered rows.
 */
final class SeenKeys {

  /** Count and sum of the keys that the batches of all ranges have read, each in its pass. */
  KeySum sum(Connection connection, Claim claim) throws SQLException {
    String sql =
        """
        SELECT coalesce(sum("rows_read"), 0), coalesce(sum("key_sum"), 0)
        FROM "migration"."batch_state" b JOIN "migration"."partition" p USING ("partition_no")
        WHERE p."entity_no" = ? AND p."tenant_no" = ? AND b."pass" = p."pass"
          AND b."kind" NOT IN ('replay', 'repair') AND b."status" = 'committed'
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, claim.entityNo());
      statement.setInt(2, claim.tenantNo());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        KeySum keys = new KeySum();
        keys.add(row.getLong(1), row.getBigDecimal(2).toBigIntegerExact().longValue());
        return keys;
      }
    }
  }

  /**
   * The keys among these that no batch has read.
   *
   * @param keys canonical texts
   */
  List<String> unseen(Connection connection, Claim claim, KeyShape shape, List<String> keys)
      throws SQLException {
    String sql =
        """
        SELECT k."key"
        FROM unnest(?::text[]) WITH ORDINALITY AS k ("key", "i")
        WHERE NOT EXISTS (
            SELECT FROM "migration"."%1$s" m
            WHERE m."entity_no" = ? AND m."tenant_no" = ? AND m."legacy_key" = k."key"::%2$s)
          AND NOT EXISTS (
            SELECT FROM "migration"."filtered_row" f
            WHERE f."entity_no" = ? AND f."tenant_no" = ? AND f."legacy_key" = k."key")
          AND NOT EXISTS (
            SELECT FROM "migration"."dead_letter" d
            WHERE d."entity_no" = ? AND d."tenant_no" = ? AND md5(d."legacy_key") = md5(k."key")
              AND d."legacy_key" = k."key" AND d."status" <> 'rolled-back')
        ORDER BY k."i"
        """
            .formatted(
                shape.isInteger() ? "id_mapping_int" : "id_mapping_text",
                shape.isInteger() ? "int8" : "text");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(
          1,
          connection
              .unwrap(PGConnection.class)
              .createArrayOf("text", keys.stream().map(LedgerText::escape).toArray(String[]::new)));
      for (int i = 0; i < 3; i++) {
        statement.setInt(2 + 2 * i, claim.entityNo());
        statement.setInt(3 + 2 * i, claim.tenantNo());
      }
      List<String> unseen = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          unseen.add(LedgerText.unescape(rows.getString(1)));
        }
      }
      return unseen;
    }
  }
}
