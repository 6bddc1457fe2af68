package io.tributary.copy;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the {@link RowRules} of a batch's target tables, as they are now and bind the role that is
 * connected. A rule whose outcome could differ from PostgreSQL's own judgement isn't read: to
 * overlook a bad row costs time, to refuse a good one loses it.
 */
final class RuleCatalog {

  private static final String TABLES =
      """
      SELECT "c"."oid",
             CASE "c"."relkind" WHEN 'p' THEN '' ELSE 'ONLY ' END
               || format('%I.%I', "n"."nspname", "c"."relname") AS "item",
             has_table_privilege("c"."oid", 'SELECT')
               AND has_database_privilege(current_database(), 'TEMPORARY') AS "stageable",
             EXISTS (SELECT FROM "pg_trigger" "t"
                      WHERE "t"."tgrelid" IN (SELECT "c"."oid" UNION ALL
                                              SELECT "relid" FROM pg_partition_tree("c"."oid"))
                        AND NOT "t"."tgisinternal" AND "t"."tgenabled" <> 'D'
                        AND "t"."tgtype" & 20 <> 0) AS "triggers"
        FROM unnest(CAST(? AS regclass[])) WITH ORDINALITY AS "wanted"("oid", "position")
        JOIN "pg_class" "c" ON "c"."oid" = "wanted"."oid"
        JOIN "pg_namespace" "n" ON "n"."oid" = "c"."relnamespace"
       ORDER BY "wanted"."position"
      """;

  /**
   * A CHECK that calls functions or operators which are not PostgreSQL's own is left out: they may
   * look at rows that this batch is about to bring. Those that need the whole row or a system
   * column are left out by their column numbers.
   */
  private static final String CHECKS =
      """
      SELECT "k"."conrelid", "k"."conname",
             pg_get_expr("k"."conbin", "k"."conrelid") AS "expression",
             ARRAY(SELECT "a"."attname"::text
                     FROM unnest("k"."conkey") WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "k"."conrelid" AND "a"."attnum" = "key"."attnum"
                    ORDER BY "key"."position") AS "columns"
        FROM "pg_constraint" "k"
       WHERE "k"."conrelid" = ANY (?) AND "k"."contype" = 'c'
         AND cardinality("k"."conkey") > 0 AND 0 < ALL ("k"."conkey")
         AND to_jsonb("k") ->> 'conenforced' IS DISTINCT FROM 'false'
         AND NOT EXISTS (
               SELECT FROM regexp_matches("k"."conbin"::text, ':(opno|funcid) (\\d+)', 'g') "m"
                WHERE "m"[2]::oid >= 16384)
       ORDER BY "k"."conrelid", "k"."conname"
      """;

  /**
   * A foreign key counts if its trigger fires (one that is not enforced has none), if it isn't one
   * of periods, and if the role sees all of the parent's rows. A parent that is another partition
   * of a table that the batch fills is left out, since the batch may bring its rows under the other
   * name.
   */
  private static final String PARENTS =
      """
      SELECT "k"."conrelid", "k"."conname", "k"."confrelid",
             CASE "p"."relkind" WHEN 'p' THEN '' ELSE 'ONLY ' END
               || format('%I.%I', "n"."nspname", "p"."relname") AS "item",
             ARRAY(SELECT "a"."attname"::text
                     FROM unnest("k"."conkey") WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "k"."conrelid" AND "a"."attnum" = "key"."attnum"
                    ORDER BY "key"."position") AS "columns",
             ARRAY(SELECT "a"."attname"::text
                     FROM unnest("k"."confkey") WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "k"."confrelid" AND "a"."attnum" = "key"."attnum"
                    ORDER BY "key"."position") AS "parent_columns",
             ARRAY(SELECT CASE "a"."attcollation" WHEN 0 THEN ''
                          ELSE "a"."attcollation"::regcollation::text END
                     FROM unnest("k"."confkey") WITH ORDINALITY AS "key"("attnum", "position")
                     JOIN "pg_attribute" "a"
                       ON "a"."attrelid" = "k"."confrelid" AND "a"."attnum" = "key"."attnum"
                    ORDER BY "key"."position") AS "collations"
        FROM "pg_constraint" "k"
        JOIN "pg_class" "p" ON "p"."oid" = "k"."confrelid"
        JOIN "pg_namespace" "n" ON "n"."oid" = "p"."relnamespace"
       WHERE "k"."conrelid" = ANY (?) AND "k"."contype" = 'f'
         AND NOT EXISTS (SELECT FROM "pg_constraint" "whole"
                          WHERE "whole"."oid" = "k"."conparentid"
                            AND "whole"."conrelid" = "k"."conrelid")
         AND to_jsonb("k") ->> 'conperiod' IS DISTINCT FROM 'true'
         AND EXISTS (SELECT FROM "pg_trigger" "t"
                      WHERE "t"."tgconstraint" = "k"."oid" AND "t"."tgrelid" = "k"."conrelid"
                        AND "t"."tgtype" & 4 <> 0
                        AND ("t"."tgenabled" = 'A' OR "t"."tgenabled" = 'O'
                             AND current_setting('session_replication_role') <> 'replica'))
         AND has_table_privilege("p"."oid", 'SELECT')
         AND NOT row_security_active("p"."oid")
         AND ("p"."oid" = ANY (?)
              OR COALESCE(pg_partition_root("p"."oid")::oid, "p"."oid") <> ALL (
                   SELECT COALESCE(pg_partition_root("filled")::oid, "filled")
                     FROM unnest(?) AS "filled"))
       ORDER BY "k"."conrelid", "k"."conname"
      """;

  /** Where NULLs are not distinct, or equality isn't the type's own, the index is left out. */
  private static final String UNIQUES =
      """
      SELECT "i"."indrelid", "x"."relname", "i"."indisprimary",
             pg_get_expr("i"."indpred", "i"."indrelid") AS "predicate",
             ARRAY(SELECT '(' || pg_get_indexdef("i"."indexrelid", "key", false) || ')'
                          || CASE "i"."indcollation"["key" - 1] WHEN 0 THEN ''
                             ELSE ' COLLATE ' || "i"."indcollation"["key" - 1]::regcollation::text
                             END
                     FROM generate_series(1, "i"."indnkeyatts") AS "key"
                    ORDER BY "key") AS "keys",
             ARRAY(SELECT "a"."attname"::text
                     FROM generate_series(1, "i"."indnkeyatts") AS "key"
                     JOIN "pg_attribute" "a" ON "a"."attrelid" = "i"."indrelid"
                                            AND "a"."attnum" = "i"."indkey"["key" - 1]
                    ORDER BY "key") AS "columns",
             ARRAY(SELECT "a"."attname"::text
                     FROM "pg_attribute" "a"
                    WHERE "a"."attrelid" = "i"."indrelid"
                      AND ("a"."attnum" = ANY ("i"."indkey"::int2[])
                           OR EXISTS (SELECT FROM "pg_depend" "d"
                                       WHERE "d"."classid" = 'pg_class'::regclass
                                         AND "d"."objid" = "i"."indexrelid"
                                         AND "d"."refclassid" = 'pg_class'::regclass
                                         AND "d"."refobjid" = "i"."indrelid"
                                         AND "d"."refobjsubid" = "a"."attnum"))) AS "used"
        FROM "pg_index" "i"
        JOIN "pg_class" "x" ON "x"."oid" = "i"."indexrelid"
        JOIN "pg_am" "m" ON "m"."oid" = "x"."relam"
       WHERE "i"."indrelid" = ANY (?) AND "i"."indisunique" AND NOT "i"."indisexclusion"
         AND "i"."indisready" AND "i"."indisvalid" AND "m"."amname" = 'btree'
         AND to_jsonb("i") ->> 'indnullsnotdistinct' IS DISTINCT FROM 'true'
         AND NOT EXISTS (SELECT FROM "pg_opclass" "o"
                          WHERE "o"."oid" = ANY ("i"."indclass"::oid[]) AND NOT "o"."opcdefault")
       ORDER BY "i"."indrelid", "i"."indexrelid"
      """;

  private final Connection connection;

  private record Found(String item, long oid, boolean hasTriggers) {}

  private RuleCatalog(Connection connection) {
    this.connection = connection;
  }

  /**
   * The rules of these tables, in their order, in four queries. From the first table with a trigger
   * on there are none, since what a trigger does is not foreseen.
   *
   * @return empty if the role may not stage rows of all of them
   */
  static Optional<List<RowRules>> read(Connection connection, List<TargetTable> tables)
      throws SQLException {
    return new RuleCatalog(connection).read(tables);
  }

  private Optional<List<RowRules>> read(List<TargetTable> tables) throws SQLException {
    Optional<List<Found>> stageable = found(tables);
    if (stageable.isEmpty()) {
      return Optional.empty();
    }
    List<Found> found = stageable.get();
    Array oids = connection.createArrayOf("oid", found.stream().map(Found::oid).toArray());
    Map<Long, List<RowRules.Check>> checks = byTable(CHECKS, "conrelid", oids, this::check);
    Map<Long, List<RowRules.Parent>> parents = byTable(PARENTS, "conrelid", oids, this::parent);
    Map<Long, List<RowRules.Unique>> uniques = byTable(UNIQUES, "indrelid", oids, this::unique);
    oids.free();
    List<RowRules> all = new ArrayList<>();
    boolean foreseen = true;
    for (Found table : found) {
      foreseen = foreseen && !table.hasTriggers;
      RowRules rules =
          new RowRules(
              table.item,
              table.oid,
              checks.getOrDefault(table.oid, List.of()),
              parents.getOrDefault(table.oid, List.of()),
              uniques.getOrDefault(table.oid, List.of()));
      all.add(foreseen ? rules : rules.withoutRules());
    }
    return Optional.of(all);
  }

  private Optional<List<Found>> found(List<TargetTable> tables) throws SQLException {
    Array names = connection.createArrayOf("text", tables.stream().map(Quoted::table).toArray());
    List<Found> found = new ArrayList<>();
    boolean stageable = true;
    try (PreparedStatement statement = connection.prepareStatement(TABLES)) {
      statement.setArray(1, names);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          stageable = stageable && rows.getBoolean("stageable");
          found.add(
              new Found(rows.getString("item"), rows.getLong("oid"), rows.getBoolean("triggers")));
        }
      }
    }
    names.free();
    return stageable && found.size() == tables.size() ? Optional.of(found) : Optional.empty();
  }

  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> Map<Long, List<T>> byTable(String sql, String table, Array oids, RowReader<T> reader)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 1; i <= sql.chars().filter(c -> c == '?').count(); i++) {
        statement.setArray(i, oids);
      }
      Map<Long, List<T>> all = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          all.computeIfAbsent(rows.getLong(table), oid -> new ArrayList<>()).add(reader.read(rows));
        }
      }
      return all;
    }
  }

  private RowRules.Check check(ResultSet row) throws SQLException {
    return new RowRules.Check(
        row.getString("conname"), TargetCatalog.texts(row, "columns"), row.getString("expression"));
  }

  private RowRules.Parent parent(ResultSet row) throws SQLException {
    return new RowRules.Parent(
        row.getString("conname"),
        TargetCatalog.texts(row, "columns"),
        row.getLong("confrelid"),
        row.getString("item"),
        TargetCatalog.texts(row, "parent_columns"),
        TargetCatalog.texts(row, "collations"));
  }

  private RowRules.Unique unique(ResultSet row) throws SQLException {
    return new RowRules.Unique(
        row.getString("relname"),
        TargetCatalog.texts(row, "columns"),
        row.getBoolean("indisprimary"),
        TargetCatalog.texts(row, "keys"),
        Optional.ofNullable(row.getString("predicate")),
        TargetCatalog.texts(row, "used"));
  }
}
