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

/**
 * What the ledger says of rows of a batch, each question in one statement.
 *
 * <p>Rows are asked for one at a time (LATERAL with LIMIT 1): before PostgreSQL has statistics, it
 * takes an entity and tenant for a few rows, and would read all of them for each batch.
 */
record BatchEvidence(int entityNo, int tenantNo) {

  /** How many integers a key may stand for where keys are read as a range. */
  private static final int MOST_GAPS = 4;

  /** See {@link LedgerEvidence#mappedOtherwise}. */
  BitSet mappedOtherwise(Connection connection, Batch batch, BitSet rows) throws SQLException {
    return areDense(batch, rows)
        ? denseOtherwise(connection, batch, rows)
        : eachOtherwise(connection, batch, rows);
  }

  /** Whether most integers from the first to the last key of these rows are keys of them. */
  private static boolean areDense(Batch batch, BitSet rows) {
    if (rows.isEmpty() || !batch.keyShape().isInteger()) {
      return false;
    }
    long first = batch.keyLong(rows.nextSetBit(0));
    long before = first;
    for (int row = rows.nextSetBit(0) + 1; (row = rows.nextSetBit(row)) >= 0; row++) {
      if (batch.keyLong(row) <= before) {
        return false;
      }
      before = batch.keyLong(row);
    }
    long span = before - first;
    return span >= 0 && span < (long) MOST_GAPS * rows.cardinality();
  }

  /** One walk along the index is a third of the work of asking for each key. */
  private BitSet denseOtherwise(Connection connection, Batch batch, BitSet rows)
      throws SQLException {
    String sql =
        """
        SELECT "legacy_key", "new_id", "row_hash" FROM "migration"."id_mapping_int"
        WHERE "entity_no" = ? AND "tenant_no" = ? AND "legacy_key" BETWEEN ? AND ?
        ORDER BY "legacy_key"
        """;
    BitSet otherwise = (BitSet) rows.clone();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setNumbers(statement, 1);
      statement.setLong(3, batch.keyLong(rows.nextSetBit(0)));
      statement.setLong(4, batch.keyLong(rows.length() - 1));
      try (ResultSet found = statement.executeQuery()) {
        int row = rows.nextSetBit(0);
        while (row >= 0 && found.next()) {
          long key = found.getLong(1);
          while (row >= 0 && batch.keyLong(row) < key) {
            row = rows.nextSetBit(row + 1);
          }
          if (row >= 0
              && batch.keyLong(row) == key
              && batch.uuid(row).equals(found.getObject(2, UUID.class))
              && batch.hash(row) == found.getLong(3)) {
            otherwise.clear(row);
          }
        }
      }
    }
    return otherwise;
  }

  private BitSet eachOtherwise(Connection connection, Batch batch, BitSet rows)
      throws SQLException {
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::%2$s[], ?::uuid[], ?::int8[])
             AS k ("i", "key", "new_id", "row_hash")
        LEFT JOIN LATERAL (
          SELECT * FROM "migration"."%1$s" o
          WHERE o."entity_no" = ? AND o."tenant_no" = ? AND o."legacy_key" = k."key" LIMIT 1) m
          ON true
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
        CROSS JOIN LATERAL (
          SELECT * FROM "migration"."%1$s" o
          WHERE o."entity_no" = ? AND o."tenant_no" = ? AND o."legacy_key" = k."key" LIMIT 1) m
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
        CROSS JOIN LATERAL (
          SELECT FROM "migration"."dead_letter" o
          WHERE o."entity_no" = ? AND o."tenant_no" = ? AND md5(o."legacy_key") = md5(k."key")
            AND o."legacy_key" = k."key" AND o."status" IN (%s) LIMIT 1) d
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
        CROSS JOIN LATERAL (
          SELECT FROM "migration"."filtered_row" o
          WHERE o."entity_no" = ? AND o."tenant_no" = ? AND o."legacy_key" = k."key" LIMIT 1) f
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
