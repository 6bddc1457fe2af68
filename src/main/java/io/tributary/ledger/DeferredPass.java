package io.tributary.ledger;

import io.tributary.manifest.Service;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/**
 * Walks through the work list of one target column, a slice a transaction. A reference is set and
 * leaves the list in one statement; whatever cannot be set stays in the list, so the pass can be
 * run again at any time.
 *
 * <p>Which references the target refuses is found by halving under savepoints: they are rare, and
 * every kind of constraint is found alike.
 */
final class DeferredPass {

  static final String NO_PARENT = "the row it refers to is not migrated";
  static final String NO_ROW = "the row that holds it is not in the target";
  static final String REFUSED = "the target refuses it";

  private static final String INTEGRITY_CLASS = "23";

  private final Service service;
  private final int entityNo;
  private final int tenantNo;
  private final UUID tenantId;
  private final DeferredColumn place;
  private final SortedMap<String, Long> kept = new TreeMap<>();
  private long set;
  private @Nullable UUID after;

  /** An entry of the work list. */
  private record Entry(UUID row, UUID parent) {}

  DeferredPass(Service service, int entityNo, int tenantNo, UUID tenantId, DeferredColumn place) {
    this.service = service;
    this.entityNo = entityNo;
    this.tenantNo = tenantNo;
    this.tenantId = tenantId;
    this.place = place;
  }

  /** How many references were set; right once {@link #next} has returned false. */
  long set() {
    return set;
  }

  /** Why how many references stay; right once {@link #next} has returned false. */
  SortedMap<String, Long> kept() {
    return kept;
  }

  /** Works on the next slice; false if there was none. To be run in a transaction of its own. */
  boolean next(Connection connection, int limit) throws SQLException {
    prepare(connection);
    String sql =
        """
        SELECT d."row_id", d."parent_id",
               ? OR EXISTS (SELECT FROM "migration"."id_mapping_int" m
                            WHERE m."new_id" = d."parent_id")
                 OR EXISTS (SELECT FROM "migration"."id_mapping_text" m
                            WHERE m."new_id" = d."parent_id") AS "has_parent"
        FROM "migration"."deferred_reference" d
        WHERE d."entity_no" = ? AND d."tenant_no" = ? AND d."table_name" = ?
          AND d."column_name" = ? AND (?::uuid IS NULL OR d."row_id" > ?)
        ORDER BY d."row_id"
        LIMIT ?
        FOR UPDATE OF d
        """;
    List<Entry> settable = new ArrayList<>();
    boolean any = false;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBoolean(1, !place.parentIsHere());
      setPlace(statement, 2);
      statement.setObject(6, after);
      statement.setObject(7, after);
      statement.setInt(8, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          any = true;
          after = rows.getObject("row_id", UUID.class);
          if (rows.getBoolean("has_parent")) {
            settable.add(new Entry(after, rows.getObject("parent_id", UUID.class)));
          } else {
            keep(NO_PARENT, 1);
          }
        }
      }
    }
    long before = set;
    set(connection, settable);
    if (set > before) {
      keepWindow(connection, set - before);
    }
    return any;
  }

  /**
   * Keeps which transaction this was, so that the rows it updated count as the migration's own. The
   * row's first version is written under a savepoint of its own, the last of the transaction: its
   * xmin is the last transaction id that was used.
   */
  private void keepWindow(Connection connection, long references) throws SQLException {
    String insert =
        """
        INSERT INTO "migration"."second_pass"
          ("entity_no", "tenant_no", "references_set", "xid_from", "xid_to")
        VALUES (?, ?, ?, pg_current_xact_id()::text::bigint, 0)
        RETURNING "second_pass_no"
        """;
    String close =
        """
        UPDATE "migration"."second_pass"
        SET "xid_to" = "migration"."xid_after"("xid_from", xmin::text::bigint),
            "committed_at" = clock_timestamp()
        WHERE "second_pass_no" = ?
        """;
    Savepoint last = connection.setSavepoint();
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setInt(1, entityNo);
      statement.setInt(2, tenantNo);
      statement.setLong(3, references);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        connection.releaseSavepoint(last);
        try (PreparedStatement update = connection.prepareStatement(close)) {
          update.setLong(1, row.getLong(1));
          update.executeUpdate();
        }
      }
    }
  }

  /** Shows the tenant to the target's policies, and lets deferrable constraints speak at once. */
  private void prepare(Connection connection) throws SQLException {
    if (service.tenantSetting().isPresent()) {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT set_config(?, ?, TRUE)")) {
        statement.setString(1, service.tenantSetting().get());
        statement.setString(2, tenantId.toString());
        statement.execute();
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
    }
  }

  private void set(Connection connection, List<Entry> entries) throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    Savepoint before = connection.setSavepoint();
    try {
      int done = update(connection, entries);
      connection.releaseSavepoint(before);
      set += done;
      keep(NO_ROW, entries.size() - done);
    } catch (SQLException e) {
      if (e.getSQLState() == null || !e.getSQLState().startsWith(INTEGRITY_CLASS)) {
        throw e;
      }
      connection.rollback(before);
      connection.releaseSavepoint(before);
      if (entries.size() == 1) {
        keep(refusal(e), 1);
      } else {
        int half = entries.size() / 2;
        set(connection, entries.subList(0, half));
        set(connection, entries.subList(half, entries.size()));
      }
    }
  }

  /** Sets the references whose rows are there and takes exactly these from the list. */
  private int update(Connection connection, List<Entry> entries) throws SQLException {
    String sql =
        """
        WITH "updated" AS (
          UPDATE %1$s.%2$s AS t SET %3$s = r."parent_id"
          FROM unnest(?::uuid[], ?::uuid[]) AS r ("row_id", "parent_id")
          WHERE t.%4$s = r."row_id"
          RETURNING t.%4$s AS "row_id"
        )
        DELETE FROM "migration"."deferred_reference" d
        USING "updated" u
        WHERE d."entity_no" = ? AND d."tenant_no" = ? AND d."table_name" = ?
          AND d."column_name" = ? AND d."row_id" = u."row_id"
        """
            .formatted(
                quoted(connection, service.schema()),
                quoted(connection, place.table()),
                quoted(connection, place.column()),
                quoted(connection, place.idColumn()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(
          1, connection.createArrayOf("uuid", entries.stream().map(Entry::row).toArray()));
      statement.setArray(
          2, connection.createArrayOf("uuid", entries.stream().map(Entry::parent).toArray()));
      setPlace(statement, 3);
      return statement.executeUpdate();
    }
  }

  private void setPlace(PreparedStatement statement, int first) throws SQLException {
    statement.setInt(first, entityNo);
    statement.setInt(first + 1, tenantNo);
    statement.setString(first + 2, place.table());
    statement.setString(first + 3, place.column());
  }

  private static String quoted(Connection connection, String identifier) throws SQLException {
    return connection.unwrap(PGConnection.class).escapeIdentifier(identifier);
  }

  private static String refusal(SQLException e) {
    if (e instanceof PSQLException postgres && postgres.getServerErrorMessage() != null) {
      String constraint = postgres.getServerErrorMessage().getConstraint();
      return constraint == null ? REFUSED : REFUSED + ": " + constraint;
    }
    return REFUSED;
  }

  private void keep(String reason, long count) {
    if (count > 0) {
      kept.merge(reason, count, Long::sum);
    }
  }
}
