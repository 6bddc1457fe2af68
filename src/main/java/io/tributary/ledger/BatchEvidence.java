package io.tributary.ledger;

import io.tributary.batch.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/** What the ledger says of rows of a batch, each question in one statement. */
record BatchEvidence(int entityNo, int tenantNo) {

  /** See {@link LedgerEvidence#mappedOtherwise}. */
  BitSet mappedOtherwise(Connection connection, Batch batch, BitSet rows) throws SQLException {
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::%2$s[], ?::uuid[], ?::int8[])
             AS k ("i", "key", "new_id", "row_hash")
        LEFT JOIN "migration"."%1$s" m
          ON m."entity_no" = ? AND m."tenant_no" = ? AND m."legacy_key" = k."key"
        WHERE m."new_id" IS DISTINCT FROM k."new_id" OR m."row_hash" IS DISTINCT FROM k."row_hash"
        """
            .formatted(MappingStore.table(batch), MappingStore.keyType(batch));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setKeys(statement, batch, rows);
      setIdsAndHashes(statement, batch, rows);
      setNumbers(statement, 5);
      return found(statement);
    }
  }

  /** See {@link LedgerEvidence#mapped}. */
  List<LedgerEvidence.Mapped> mapped(Connection connection, Batch batch, BitSet rows)
      throws SQLException {
    String sql =
        """
        SELECT k."i", m."new_id", m."row_hash"
        FROM unnest(?::int4[], ?::%2$s[]) AS k ("i", "key")
        JOIN "migration"."%1$s" m
          ON m."entity_no" = ? AND m."tenant_no" = ? AND m."legacy_key" = k."key"
        """
            .formatted(MappingStore.table(batch), MappingStore.keyType(batch));
    List<LedgerEvidence.Mapped> mapped = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setKeys(statement, batch, rows);
      setNumbers(statement, 3);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          mapped.add(
              new LedgerEvidence.Mapped(
                  found.getInt(1), found.getObject(2, UUID.class), found.getLong(3)));
        }
      }
    }
    return mapped;
  }

  /** See {@link LedgerEvidence#broughtOtherwise}. */
  BitSet broughtOtherwise(Connection connection, Batch batch, BitSet rows) throws SQLException {
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
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setTexts(statement, batch, rows);
      setIdsAndHashes(statement, batch, rows);
      setNumbers(statement, 5);
      setNumbers(statement, 7);
      return found(statement);
    }
  }

  /** See {@link LedgerEvidence#explained}. */
  BitSet explained(Connection connection, Batch batch, BitSet rows) throws SQLException {
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::text[]) AS k ("i", "key")
        WHERE EXISTS (
          SELECT FROM "migration"."dead_letter" d
          WHERE d."entity_no" = ? AND d."tenant_no" = ? AND md5(d."legacy_key") = md5(k."key")
            AND d."legacy_key" = k."key" AND d."status" IN (%s))
        """
            .formatted(AccountedKeys.EXPLAINS);
    return asked(connection, sql, batch, rows);
  }

  /** See {@link LedgerEvidence#dropped}. */
  BitSet dropped(Connection connection, Batch batch, BitSet rows) throws SQLException {
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::text[]) AS k ("i", "key")
        JOIN "migration"."filtered_row" f
          ON f."entity_no" = ? AND f."tenant_no" = ? AND f."legacy_key" = k."key"
        """;
    BitSet dropped = asked(connection, sql, batch, rows);
    mapped(connection, batch, dropped).forEach(one -> dropped.clear(one.row()));
    return dropped;
  }

  private BitSet asked(Connection connection, String sql, Batch batch, BitSet rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return new BitSet();
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setTexts(statement, batch, rows);
      setNumbers(statement, 3);
      return found(statement);
    }
  }

  private static BitSet found(PreparedStatement statement) throws SQLException {
    BitSet rows = new BitSet();
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        rows.set(found.getInt(1));
      }
    }
    return rows;
  }

  private void setNumbers(PreparedStatement statement, int parameter) throws SQLException {
    statement.setInt(parameter, entityNo);
    statement.setInt(parameter + 1, tenantNo);
  }

  private static void setIdsAndHashes(PreparedStatement statement, Batch batch, BitSet rows)
      throws SQLException {
    Connection connection = statement.getConnection();
    UUID[] ids = rows.stream().mapToObj(batch::uuid).toArray(UUID[]::new);
    Long[] hashes = rows.stream().mapToObj(batch::hash).toArray(Long[]::new);
    statement.setArray(3, connection.createArrayOf("uuid", ids));
    statement.setArray(4, connection.createArrayOf("int8", hashes));
  }

  private static void setKeys(PreparedStatement statement, Batch batch, BitSet rows)
      throws SQLException {
    if (!batch.keyShape().isInteger()) {
      setTexts(statement, batch, rows);
      return;
    }
    Long[] keys = rows.stream().mapToObj(batch::keyLong).toArray(Long[]::new);
    setRows(statement, rows);
    statement.setArray(2, statement.getConnection().createArrayOf("int8", keys));
  }

  private static void setTexts(PreparedStatement statement, Batch batch, BitSet rows)
      throws SQLException {
    String[] keys = rows.stream().mapToObj(row -> Keys.text(batch, row)).toArray(String[]::new);
    setRows(statement, rows);
    statement.setArray(2, statement.getConnection().createArrayOf("text", keys));
  }

  private static void setRows(PreparedStatement statement, BitSet rows) throws SQLException {
    Integer[] numbers = Arrays.stream(rows.stream().toArray()).boxed().toArray(Integer[]::new);
    statement.setArray(1, statement.getConnection().createArrayOf("int4", numbers));
  }
}
