package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Entity;
import io.tributary.manifest.LegacySource;
import io.tributary.manifest.ValueSource.Reference;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The exact statements that servers are sent. */
class SelectSqlTest {

  private static final SourceColumn ID =
      new SourceColumn("Id", SourceType.INTEGER, "int", 0, 0, false);
  private static final SourceColumn NAME =
      new SourceColumn("Na]me", SourceType.TEXT, "nvarchar(20)", 20, 0, true);
  private static final SourceColumn CODE =
      new SourceColumn("Code", SourceType.TEXT, "varchar(9)", 9, 0, false);
  private static final SourceColumn DAY =
      new SourceColumn("Day", SourceType.TIMESTAMP, "datetime", 0, 3, false);

  private final SelectSql sqlServer = new SelectSql(new SqlServerDialect());
  private final SelectSql h2 = new SelectSql(new H2Dialect());

  @Test
  void theFirstPageHasNoBound() {
    RowPlan plan = plan(District.table("Student", "Id"), table("Student", true, ID));

    assertThat(sqlServer.page(plan, false, false))
        .isEqualTo(
            """
            SELECT TOP (?) t.[Id], t.[Na]]me]
            FROM [dbo].[Student] AS t
            ORDER BY t.[Id]""");
    assertThat(h2.page(plan, false, false))
        .isEqualTo(
            """
            SELECT TOP (?) t."Id", t."Na]me"
            FROM "dbo"."Student" AS t
            ORDER BY t."Id\"""");
  }

  @Test
  void aBoundIsCastToTheKeysOwnType() {
    RowPlan plan =
        plan(
            District.where(District.table("Student", "Id"), "t.[Active] = 1 -- now"),
            table("Student", true, ID));

    assertThat(sqlServer.page(plan, true, false))
        .isEqualTo(
            """
            SELECT TOP (?) t.[Id], t.[Na]]me]
            FROM [dbo].[Student] AS t
            WHERE (
            t.[Active] = 1 -- now
            )
              AND t.[Id] > CAST(? AS int)
            ORDER BY t.[Id]""");
  }

  @Test
  void aCompositeBoundIsExpandedBehindOneThatAnIndexCanSeek() {
    RowPlan plan = plan(District.table("T", "Code", "Day", "Id"), table("T", true, CODE, DAY, ID));

    assertThat(sqlServer.page(plan, true, false))
        .isEqualTo(
            """
            SELECT TOP (?) t.[Id], t.[Na]]me]
            FROM [dbo].[T] AS t
            WHERE t.[Code] >= CAST(? AS varchar(9)) AND (t.[Code] > CAST(? AS varchar(9)) OR \
            (t.[Code] = CAST(? AS varchar(9)) AND (t.[Day] > CAST(? AS datetime) OR \
            (t.[Day] = CAST(? AS datetime) AND t.[Id] > CAST(? AS int)))))
            ORDER BY t.[Code], t.[Day], t.[Id]""");
    assertThat(SelectSql.boundOrder(3)).containsExactly(0, 0, 0, 1, 1, 2);
    assertThat(SelectSql.boundOrder(2)).containsExactly(0, 0, 0, 1);
    assertThat(SelectSql.boundOrder(1)).containsExactly(0);
  }

  @Test
  void aRangeEndsWithItsUpperBoundByTheServersOwnComparison() {
    RowPlan one = plan(District.table("Student", "Id"), table("Student", true, ID));
    RowPlan two = plan(District.table("T", "Code", "Id"), table("T", true, CODE, ID));

    assertThat(sqlServer.page(one, true, true))
        .endsWith(
            """
            WHERE t.[Id] > CAST(? AS int)
              AND t.[Id] <= CAST(? AS int)
            ORDER BY t.[Id]""");
    assertThat(sqlServer.page(two, false, true))
        .endsWith(
            """
            WHERE t.[Code] <= CAST(? AS varchar(9)) AND (t.[Code] < CAST(? AS varchar(9)) OR \
            (t.[Code] = CAST(? AS varchar(9)) AND t.[Id] <= CAST(? AS int)))
            ORDER BY t.[Code], t.[Id]""");
  }

  @Test
  void aPlanIsAskedForWithVariablesInPlaceOfParameters() {
    RowPlan plan = plan(District.table("T", "Code", "Id"), table("T", true, CODE, ID));

    assertThat(new SqlServerPlanReader(new SqlServerDialect()).pages(plan))
        .isEqualTo(
            """
            DECLARE @tributary_0 varchar(9), @tributary_1 int;
            SELECT TOP (4) t.[Id], t.[Na]]me]
            FROM [dbo].[T] AS t
            ORDER BY t.[Code], t.[Id];
            SELECT TOP (4) t.[Id], t.[Na]]me]
            FROM [dbo].[T] AS t
            WHERE t.[Code] >= CAST(@tributary_0 AS varchar(9)) AND \
            (t.[Code] > CAST(@tributary_0 AS varchar(9)) OR \
            (t.[Code] = CAST(@tributary_0 AS varchar(9)) AND t.[Id] > CAST(@tributary_1 AS int)))
            ORDER BY t.[Code], t.[Id];""");
  }

  @Test
  void whereARangeCanBeCutIsAskedOverTheKeyAlone() {
    RowPlan plan = plan(District.table("T", "Code", "Id"), table("T", true, CODE, ID));

    assertThat(sqlServer.keyFurtherOn(plan, false, false))
        .isEqualTo(
            """
            SELECT t.[Code], t.[Id]
            FROM [dbo].[T] AS t
            ORDER BY t.[Code], t.[Id]
            OFFSET ? ROWS FETCH NEXT 2 ROWS ONLY""");
    assertThat(h2.keyFurtherOn(plan, true, true))
        .contains("t.\"Code\" >= CAST(? AS varchar(9))", "t.\"Id\" <= CAST(? AS int)")
        .endsWith("OFFSET ? ROWS FETCH NEXT 2 ROWS ONLY");
  }

  @Test
  void aTextKeyWithoutAUniqueIndexIsComparedByTheServer() {
    RowPlan plan = plan(District.query("SELECT 1 AS x", "Code", "Id"), query(CODE, ID));

    assertThat(sqlServer.page(plan, false, false))
        .isEqualTo(
            """
            SELECT TOP (?) t.[Id], t.[Na]]me], CASE WHEN t.[Code] = LAG(t.[Code]) OVER \
            (ORDER BY t.[Code], t.[Id]) AND t.[Id] = LAG(t.[Id]) OVER \
            (ORDER BY t.[Code], t.[Id]) THEN 1 ELSE 0 END
            FROM (
            SELECT 1 AS x
            ) AS t
            ORDER BY t.[Code], t.[Id]""");
  }

  @Test
  void parentsAreJoinedOnAllTheirKeyColumns() {
    Reference reference = new Reference(List.of("Na]me", "Id"), "room", false);
    Entity room =
        District.entity(
            "room", District.where(District.table("Room", "Code", "Id"), "1 = 1"), Set.of());
    Entity school = District.entity("school", District.table("School", "Code"), Set.of());
    RowPlan plan =
        new RowPlan(
            District.entity("t", District.table("T", "Id"), Set.of()),
            table("T", true, ID),
            List.of(ID, NAME),
            List.of(
                new ParentJoin(reference, room, table("Room", true, CODE, ID), List.of(NAME, ID)),
                new ParentJoin(
                    new Reference(List.of("Na]me"), "school", false),
                    school,
                    table("School", true, CODE),
                    List.of(NAME))));

    assertThat(sqlServer.page(plan, false, false))
        .isEqualTo(
            """
            SELECT TOP (?) t.[Id], t.[Na]]me], r1.[tributary parent key 0], \
            r1.[tributary parent key 1], r2.[Code]
            FROM [dbo].[T] AS t
            LEFT JOIN (SELECT t.[Code] AS [tributary parent key 0], \
            t.[Id] AS [tributary parent key 1]
            FROM [dbo].[Room] AS t
            WHERE (
            1 = 1
            )) AS r1 ON r1.[tributary parent key 0] = t.[Na]]me] \
            AND r1.[tributary parent key 1] = t.[Id]
            LEFT JOIN [dbo].[School] AS r2 ON r2.[Code] = t.[Na]]me]
            ORDER BY t.[Id]""");
  }

  @Test
  void countsAndLookupsCarryTheFilter() {
    Entity entity =
        District.entity("t", District.where(District.table("T", "Id"), "t.[A] = 1"), Set.of());
    LegacyTable table = table("T", true, ID);

    assertThat(new TallySql(new SqlServerDialect()).count(entity, table.name()))
        .isEqualTo("SELECT COUNT_BIG(*)\nFROM [dbo].[T] AS t\nWHERE (\nt.[A] = 1\n)");
    assertThat(new TallySql(new H2Dialect()).count(entity, table.name()))
        .isEqualTo("SELECT COUNT(*)\nFROM \"dbo\".\"T\" AS t\nWHERE (\nt.[A] = 1\n)");
    assertThat(sqlServer.columns(entity, table, List.of(NAME)))
        .isEqualTo(
            "SELECT TOP (?) t.[Na]]me]\nFROM [dbo].[T] AS t\nWHERE (\nt.[A] = 1\n)\nORDER BY t.[Id]");
  }

  @Test
  void aggregatesAreComputedByTheServerWithoutSomeRows() {
    Entity entity = District.entity("t", District.table("T", "Id"), Set.of());
    LegacyTable table = table("T", true, ID);
    List<ColumnAggregate> asked =
        List.of(
            new ColumnAggregate("ID", ColumnAggregate.Function.SUM),
            new ColumnAggregate("na]me", ColumnAggregate.Function.UNITS),
            new ColumnAggregate("Day", ColumnAggregate.Function.SECONDS),
            new ColumnAggregate("Day", ColumnAggregate.Function.COUNT));

    assertThat(new TallySql(new SqlServerDialect()).aggregates(entity, table, asked, 2, true))
        .isEqualTo(
            "SELECT SUM(CAST(t.[Id] AS DECIMAL(38, 0))),"
                + " SUM(CAST(LEN((CAST(t.[Na]]me] AS NVARCHAR(MAX)) + N'.') COLLATE Latin1_General_BIN2)"
                + " - 1 AS DECIMAL(38, 0))),"
                + " SUM(CAST(DATEDIFF_BIG(SECOND, '20000101', t.[Day]) AS DECIMAL(38, 0))),"
                + " SUM(CAST(CASE WHEN t.[Day] IS NOT NULL THEN 1 ELSE 0 END AS DECIMAL(38, 0)))"
                + "\nFROM [dbo].[T] AS t"
                + "\nWHERE NOT ((t.[Id] = CAST(? AS int)) OR (t.[Id] = CAST(? AS int)))");
    assertThat(
            new TallySql(new H2Dialect()).aggregates(entity, table, asked.subList(0, 1), 1, false))
        .isEqualTo(
            "SELECT SUM(CAST(t.\"Id\" AS DECIMAL(38, 0)))"
                + "\nFROM \"dbo\".\"T\" AS t"
                + "\nWHERE ((t.\"Id\" = CAST(? AS int)))");
  }

  private static RowPlan plan(LegacySource source, LegacyTable table) {
    return new RowPlan(District.entity("t", source, Set.of()), table, List.of(ID, NAME), List.of());
  }

  private static LegacyTable table(String name, boolean unique, SourceColumn... key) {
    return new LegacyTable(
        Optional.of(new LegacyTable.Name("dbo", name)),
        List.of(ID, NAME, CODE, DAY),
        List.of(key),
        unique,
        true,
        true);
  }

  private static LegacyTable query(SourceColumn... key) {
    return new LegacyTable(Optional.empty(), List.of(ID, NAME), List.of(key), false, false, true);
  }
}
