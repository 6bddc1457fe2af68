package io.tributary.ledger;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.DeadLetter;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.manifest.Scope;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Which legacy row became which UUID. Keys that are one integer have a table of their own, a bigint
 * wide; all others are text.
 */
final class MappingStore {

  /** A B-tree entry holds 2,704 bytes; the rest is for the entity's and the tenant's numbers. */
  private static final int LONGEST_KEY = 2600;

  private final MappingCopy copy = new MappingCopy();

  /** The table for the batch's kind of key. */
  static String table(Batch batch) {
    return batch.keyShape().isInteger() ? "id_mapping_int" : "id_mapping_text";
  }

  /** The type of the key in that table. */
  static String keyType(Batch batch) {
    return batch.keyShape().isInteger() ? "int8" : "text";
  }

  /** Refuses the rows whose key the store could not index, before anything of them is loaded. */
  void refuseLongKeys(Batch batch) {
    if (batch.keyShape().isInteger()) {
      return;
    }
    MappingRows rows = MappingRows.mapped(batch);
    for (int n = 0; n < rows.size(); n++) {
      int i = rows.row(n);
      String key = Keys.text(batch, i);
      if (key.length() > LONGEST_KEY / 3
          && key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
        batch.refuse(
            i,
            new DeadLetter(
                DeadLetter.Stage.LOAD,
                Optional.empty(),
                Reason.TOO_LONG,
                "the legacy key is longer than the " + LONGEST_KEY + " bytes that can be indexed"));
      }
    }
  }

  /**
   * Settles the mapped rows whose key is there: unchanged, or known and to be updated.
   *
   * @param rewrite whether none counts as unchanged: the target is known to differ from what the
   *     store says
   */
  void settle(Connection connection, Batch batch, boolean rewrite) throws SQLException {
    String sql =
        """
        SELECT k."i", m."row_hash", m."new_id"
        FROM unnest(?::int4[], ?::%2$s[]) AS k ("i", "key")
        JOIN "migration"."%1$s" m
          ON m."entity_no" = ? AND m."tenant_no" = ? AND m."legacy_key" = k."key"
        """
            .formatted(table(batch), keyType(batch));
    MappingRows rows = MappingRows.mapped(batch);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, rows.numbers(connection));
      statement.setArray(2, rows.keys(connection));
      statement.setInt(3, batch.claim().entityNo());
      statement.setInt(4, batch.claim().tenantNo());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          int i = found.getInt(1);
          boolean same =
              !rewrite
                  && found.getLong(2) == batch.hash(i)
                  && batch.uuid(i).equals(found.getObject(3, UUID.class));
          if (same) {
            batch.markSame(i);
          } else {
            batch.markKnown(i);
          }
        }
      }
    }
  }

  /** Writes the rows that the target has and that are not there as they should be. */
  void write(Connection connection, Batch batch, long batchNo) throws SQLException {
    MappingRows rows = MappingRows.toWrite(batch);
    if (rows.size() == 0) {
      return;
    }
    if (batch.mode() == LoadMode.DIRECT) {
      copy.write(connection, rows, batchNo);
    } else {
      merge(connection, rows, batchNo);
    }
  }

  /**
   * Inserts new keys and updates changed ones. Rows that are there as they should be are left out
   * beforehand: ON CONFLICT would lock, and so write, each of them.
   */
  private static void merge(Connection connection, MappingRows rows, long batchNo)
      throws SQLException {
    String sql =
        """
        INSERT INTO "migration"."%1$s" AS m
          ("entity_no", "inserted", "tenant_no", "legacy_key", "new_id", "batch_no", "row_hash")
        SELECT c."entity_no", k."inserted", c."tenant_no", k."key", k."new_id", ?, k."row_hash"
        FROM (VALUES (?::smallint, ?::integer)) AS c ("entity_no", "tenant_no"),
             unnest(?::%2$s[], ?::uuid[], ?::int8[], ?::bool[])
               WITH ORDINALITY AS k ("key", "new_id", "row_hash", "inserted", "i")
        WHERE k."inserted" OR NOT EXISTS (
          SELECT FROM "migration"."%1$s" x
          WHERE x."entity_no" = c."entity_no" AND x."tenant_no" = c."tenant_no"
            AND x."legacy_key" = k."key"
            AND x."new_id" = k."new_id" AND x."row_hash" = k."row_hash")
        ORDER BY k."i"
        ON CONFLICT ("entity_no", "tenant_no", "legacy_key") DO UPDATE
        SET "new_id" = EXCLUDED."new_id",
            "row_hash" = EXCLUDED."row_hash",
            "inserted" = m."inserted" OR EXCLUDED."inserted",
            "batch_no" = CASE WHEN EXCLUDED."inserted" THEN EXCLUDED."batch_no"
                              ELSE m."batch_no" END
        """
            .formatted(table(rows.batch()), keyType(rows.batch()));
    Claim claim = rows.batch().claim();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, batchNo);
      statement.setInt(2, claim.entityNo());
      statement.setInt(3, claim.tenantNo());
      statement.setArray(4, rows.keys(connection));
      statement.setArray(5, rows.newIds(connection));
      statement.setArray(6, rows.hashes(connection));
      statement.setArray(7, rows.inserted(connection));
      statement.executeUpdate();
    }
  }

  /**
   * The rows of a shared lookup that differ from what another legacy row made of the same target
   * row; none for other entities.
   */
  List<Integer> differing(Connection connection, Batch batch) throws SQLException {
    if (batch.claim().entity().scope() != Scope.SHARED) {
      return List.of();
    }
    String sql =
        """
        SELECT k."i"
        FROM unnest(?::int4[], ?::uuid[], ?::int8[]) AS k ("i", "new_id", "row_hash")
        WHERE EXISTS (SELECT FROM "migration"."id_mapping_int" m
                      WHERE m."new_id" = k."new_id" AND m."entity_no" = ?
                        AND m."row_hash" <> k."row_hash")
           OR EXISTS (SELECT FROM "migration"."id_mapping_text" m
                      WHERE m."new_id" = k."new_id" AND m."entity_no" = ?
                        AND m."row_hash" <> k."row_hash")
        ORDER BY k."i"
        """;
    MappingRows rows = MappingRows.loaded(batch);
    List<Integer> differing = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, rows.numbers(connection));
      statement.setArray(2, rows.newIds(connection));
      statement.setArray(3, rows.hashes(connection));
      statement.setInt(4, batch.claim().entityNo());
      statement.setInt(5, batch.claim().entityNo());
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          differing.add(found.getInt(1));
        }
      }
    }
    return differing;
  }
}
