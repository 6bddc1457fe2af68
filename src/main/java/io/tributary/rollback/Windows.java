package io.tributary.rollback;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The transactions of the migration that wrote rows of an entity and tenant, each as the first and
 * the last transaction id that it used. A row whose xmin is in none of them was changed by somebody
 * else. Batches that were taken back count: a row that such a batch updated may still be there.
 */
record Windows(List<Long> first, List<Long> last) {

  /** Whether row {@code %s} was written last by one of the windows; takes two arrays of int8. */
  static final String WRITTEN_BY_US =
      """
      EXISTS (SELECT FROM unnest(?::int8[], ?::int8[]) AS w ("first", "last")
              WHERE "migration"."xid_after"(w."first", %s.xmin::text::int8) <= w."last")
      """;

  /**
   * Reads the windows.
   *
   * @param allTenants for shared rows, which any tenant's batch may have written
   */
  static Windows read(Connection connection, String identity, int tenantNo, boolean allTenants)
      throws SQLException {
    String sql =
        """
        WITH "wanted" AS (
          SELECT p."partition_no", p."entity_no", p."tenant_no"
          FROM "migration"."partition" p JOIN "migration"."entity" e USING ("entity_no")
          WHERE e."identity" = ? AND (? OR p."tenant_no" = ?)
        )
        SELECT b."xid_from", b."xid_to"
        FROM "migration"."batch_state" b JOIN "wanted" USING ("partition_no")
        UNION ALL
        SELECT (r."batch"->>'xid_from')::int8, (r."batch"->>'xid_to')::int8
        FROM "migration"."rolled_back_batch" r
        JOIN "wanted" w ON w."partition_no" = (r."batch"->>'partition_no')::int8
        UNION ALL
        SELECT s."xid_from", s."xid_to"
        FROM "migration"."second_pass" s
        WHERE (s."entity_no", s."tenant_no") IN (SELECT "entity_no", "tenant_no" FROM "wanted")
        """;
    List<Long> first = new ArrayList<>();
    List<Long> last = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, identity);
      statement.setBoolean(2, allTenants);
      statement.setInt(3, tenantNo);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          first.add(rows.getLong(1));
          last.add(rows.getLong(2));
        }
      }
    }
    return new Windows(first, last);
  }

  /** Sets the two parameters of {@link #WRITTEN_BY_US}. */
  void set(PreparedStatement statement, int position) throws SQLException {
    Connection connection = statement.getConnection();
    statement.setArray(position, Quoted.numbers(connection, first));
    statement.setArray(position + 1, Quoted.numbers(connection, last));
  }
}
