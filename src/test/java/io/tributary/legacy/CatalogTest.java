package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.SourceColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Retries;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;
import io.tributary.testing.LegacyKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a legacy database says about itself. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class CatalogTest {

  private static final String COUNTED =
      "SELECT SUM(rows) FROM sys.partitions WHERE object_id = OBJECT_ID('dbo.Student')";

  private final LegacyKind kind;
  private final District district;

  CatalogTest(LegacyKind kind) {
    this.kind = kind;
    this.district = new District(kind);
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void aTableIsDescribedInTheCatalogsOrderAndSpelling() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[Student] ([StudentID] INT PRIMARY KEY, [FirstName] NVARCHAR(20) NOT"
            + " NULL, [b] INT, [a] INT)");
    Entity entity = district.add("s", District.table("STUDENT", "studentid"));

    String spelled =
        district.legacy.query(kind.pick("SELECT 'Student'", "SELECT name FROM sys.tables")).get(0);

    LegacyTable table = district.database().describe(entity);

    assertThat(table.name()).contains(new LegacyTable.Name("dbo", spelled));
    assertThat(table.columns())
        .extracting(SourceColumn::name)
        .containsExactly("StudentID", "FirstName", "b", "a");
    assertThat(table.key()).extracting(SourceColumn::name).containsExactly("StudentID");
    assertThat(table.keyIsUnique()).isTrue();
  }

  @Test
  void aColumnThatCannotBeNullIsKnown() {
    district.legacy.execute("CREATE TABLE [dbo].[T] ([A] INT NOT NULL, [B] INT, [C] INT NOT NULL)");
    Assumptions.assumeFalse(
        district.legacy.saysNullable("SELECT [A] FROM [dbo].[T]"),
        "skipped: this server does not tell which columns are nullable");

    LegacyTable byA = district.database().describe(district.add("a", District.table("T", "A")));
    LegacyTable byB =
        district.database().describe(district.add("b", District.table("T", "A", "B")));

    assertThat(byA.columns())
        .extracting(SourceColumn::nullable)
        .containsExactly(false, true, false);
    assertThat(byA.keyIsNotNull()).isTrue();
    assertThat(byB.keyIsNotNull()).isFalse();
  }

  @Test
  void aKeyIsProvenByAUniqueIndexOverSomeOfItsColumns() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] INT NOT NULL, [B] INT, [C] INT NOT NULL)",
        "CREATE UNIQUE INDEX " + kind.pick("[dbo].", "") + "[ux] ON [dbo].[T] ([A], [C])",
        "CREATE INDEX " + kind.pick("[dbo].", "") + "[ix] ON [dbo].[T] ([B])");
    LegacyDatabase database = district.database();

    assertThat(database.describe(district.add("1", District.table("T", "C", "A"))))
        .returns(true, LegacyTable::keyIsUnique);
    assertThat(database.describe(district.add("2", District.table("T", "A", "B", "C"))))
        .returns(true, LegacyTable::keyIsUnique);
    assertThat(database.describe(district.add("3", District.table("T", "A"))))
        .returns(false, LegacyTable::keyIsUnique);
    assertThat(database.describe(district.add("4", District.table("T", "B"))))
        .returns(false, LegacyTable::keyIsUnique);
  }

  @Test
  void aKeyIsInOrderWhereAnIndexBeginsWithItsColumns() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] INT NOT NULL, [B] INT NOT NULL, [C] INT NOT NULL)",
        "CREATE INDEX " + kind.pick("[dbo].", "") + "[ix] ON [dbo].[T] ([B], [A], [C])");
    LegacyDatabase database = district.database();

    assertThat(database.describe(district.add("1", District.table("T", "B", "A"))))
        .returns(true, LegacyTable::keyIsIndexed)
        .returns(false, LegacyTable::keyIsUnique);
    assertThat(database.describe(district.add("2", District.table("T", "B"))))
        .returns(true, LegacyTable::keyIsIndexed);
    assertThat(database.describe(district.add("3", District.table("T", "A", "B"))))
        .returns(false, LegacyTable::keyIsIndexed);
    assertThat(database.describe(district.add("4", District.table("T", "C"))))
        .returns(false, LegacyTable::keyIsIndexed);
  }

  @Test
  void aQueryIsDescribedByItsResultAndProvesNothing() {
    district.legacy.execute("CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY, [Name] NVARCHAR(7))");
    Entity entity =
        district.add(
            "q", District.query("SELECT [Id] + 1 AS [Next], [Name] FROM [dbo].[T]", "Next"));

    LegacyTable table = district.database().describe(entity);

    assertThat(table.name()).isEmpty();
    assertThat(table.columns()).extracting(SourceColumn::name).containsExactly("Next", "Name");
    assertThat(table.columns().get(1).length()).isEqualTo(7);
    assertThat(table.keyIsUnique()).isFalse();
  }

  @Test
  void aMissingTableIsPlacedAtTheEntity() {
    Entity entity = district.add("t", District.table("Nowhere", "Id"));

    assertThatThrownBy(() -> district.database().describe(entity))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("TRB-0305", "m.yaml:3:5 entities.x", "dbo.Nowhere", "north");
  }

  @Test
  void allKeyColumnsThatAreWrongAreNamedAtOnce() {
    district.legacy.execute("CREATE TABLE [dbo].[T] ([Id] INT, [Data] VARBINARY(9))");
    Entity entity = district.add("t", District.table("T", "Idd", "Data"));

    assertThatThrownBy(() -> district.database().describe(entity))
        .isInstanceOfSatisfying(
            InvalidInputException.class, e -> assertThat(e.problems()).hasSize(2))
        .hasMessageContainingAll(
            "TRB-0306", "Idd", "TRB-0309", "Data", kind.pick("BINARY VARYING(9)", "varbinary(9)"));
  }

  @Test
  void columnsThatDifferInCaseOnlyAreRefused() {
    Tenant exact = District.tenant("exact", "jdbc:h2:mem:exact;MODE=MSSQLServer", 1);
    Entity entity =
        District.entity("q", District.query("SELECT 1 AS \"Id\", 2 AS \"ID\"", "Id"), Set.of());

    try (LegacyDatabases databases =
        new LegacyDatabases(
            District.manifest(List.of(exact), Map.of()), Retries.NONE, Duration.ofMinutes(1))) {
      assertThatThrownBy(() -> databases.of(exact).describe(entity))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("TRB-0307", "ID");
    }
  }

  @Test
  void aMistakeInAFilterIsFoundBeforeAnyRowIsRead() {
    district.legacy.execute("CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY)");
    Entity entity = district.add("t", District.where(District.table("T", "Id"), "t.[Nope] = 1"));

    assertThatThrownBy(() -> district.database().describe(entity))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0303")
        .message()
        .containsIgnoringCase("nope");
  }

  @Test
  void oddIdentifiersAreQuoted() {
    if (kind == LegacyKind.SQL_SERVER) {
      district.legacy.require("brackets in names", "CREATE TABLE [a]]b] ([x]]y] INT)");
    }
    district.legacy.execute(
        "CREATE TABLE \"dbo\".\"Order [2] \"\"x\"\"\" (\"Group By\" INT PRIMARY KEY, \"a]b\" INT,"
            + " \"select\" INT)",
        "INSERT INTO \"dbo\".\"Order [2] \"\"x\"\"\" VALUES (1, 2, 3)");
    Entity entity = district.add("o", District.table("Order [2] \"x\"", "Group By"));

    List<Batch> batches = district.readAll(entity, 2);

    assertThat(batches.get(0).row(0)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void rowEstimatesCoverTheWholeDatabase() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[Student] ([Id] INT)",
        "INSERT INTO [dbo].[Student] SELECT X FROM " + kind.numbers(1, 7),
        "CREATE SCHEMA [Sis]",
        "CREATE TABLE [Sis].[School] ([Id] INT)");

    Map<String, Long> estimates = district.database().rowEstimates();

    assertThat(estimates).containsOnlyKeys("dbo.student", "sis.school");
    Assumptions.assumeTrue(
        kind == LegacyKind.H2 || district.legacy.query(COUNTED).equals(List.of("7")),
        "skipped: this server does not count the rows of its partitions");
    assertThat(estimates).isEqualTo(Map.of("dbo.student", 7L, "sis.school", 0L));
  }

  @Test
  void rowsAreCountedBehindTheFilter() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY)",
        "INSERT INTO [dbo].[T] SELECT X FROM " + kind.numbers(1, 7));
    LegacyDatabase database = district.database();

    assertThat(database.count(district.add("t", District.table("T", "Id")))).isEqualTo(7);
    assertThat(
            database.count(
                district.add("u", District.where(District.table("T", "Id"), "t.[Id] > 5"))))
        .isEqualTo(2);
  }

  @Test
  void aSmallLookupIsReadWholeInKeyOrder() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY, [Code] NVARCHAR(3), [On] DATE)",
        "INSERT INTO [dbo].[T] VALUES (2, 'b', '2024-01-01'), (1, NULL, NULL), (3, 'c', NULL)");
    Entity entity = district.add("t", District.where(District.table("T", "Id"), "t.[Id] < 3"));

    List<Object[]> rows = district.database().readColumns(entity, List.of("CODE", "id"));

    assertThat(rows).containsExactly(new Object[] {null, 1L}, new Object[] {"b", 2L});
  }

  @Test
  void aLookupOfAMissingColumnIsRefused() {
    district.legacy.execute("CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY)");
    Entity entity = district.add("t", District.table("T", "Id"));

    assertThatThrownBy(() -> district.database().readColumns(entity, List.of("Name")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-0306");
  }

  @Test
  void aLookupThatIsNotSmallIsRefused() {
    Entity entity =
        district.add("t", District.query("SELECT X AS [Id] FROM " + kind.numbers(1, 200001), "Id"));
    Entity just =
        district.add("u", District.query("SELECT X AS [Id] FROM " + kind.numbers(1, 200000), "Id"));
    LegacyDatabase database = district.database();

    assertThat(database.readColumns(just, List.of("Id"))).hasSize(200_000);
    assertThatThrownBy(() -> database.readColumns(entity, List.of("Id")))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0313");
  }

  @Test
  void theServerSaysWhatItIs() {
    assertThat(district.database().version())
        .startsWith(kind.pick("H2 2.", "Microsoft SQL Server "));
    assertThat(district.database().tenant()).isEqualTo(district.tenant);
  }
}
