package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.Entity;
import io.tributary.manifest.ValueSource.Reference;
import io.tributary.testing.LegacyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many entities described together are described as each alone. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class DescribingTest {

  /** How often H2 was asked which tables there are, or for columns. */
  private static final String ASKED =
      """
      SELECT COALESCE(SUM(EXECUTION_COUNT), 0) FROM INFORMATION_SCHEMA.QUERY_STATISTICS
      WHERE SQL_STATEMENT LIKE 'SELECT%' AND SQL_STATEMENT NOT LIKE '%QUERY_STATISTICS%'""";

  private final LegacyKind kind;
  private final District district;

  DescribingTest(LegacyKind kind) {
    this.kind = kind;
    this.district = new District(kind);
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void togetherTheyAreWhatEachIsAlone() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[A] ([Id] INT NOT NULL PRIMARY KEY, [Name] NVARCHAR(40), [Sum]"
            + " DECIMAL(9, 2) NOT NULL, [At] DATETIME2(3), [Data] VARBINARY(MAX))",
        "CREATE TABLE [dbo].[B] ([X] INT NOT NULL, [Y] VARCHAR(7) NOT NULL, [Id] BIGINT)",
        "CREATE UNIQUE INDEX " + kind.pick("[dbo].", "") + "[ux] ON [dbo].[B] ([X], [Y])",
        "CREATE VIEW [dbo].[V] AS SELECT [Id], [Name] FROM [dbo].[A]");
    List<Entity> entities =
        List.of(
            district.add("a", District.where(District.table("a", "ID"), "t.[Id] > 0 -- all")),
            district.add("b", District.table("B", "X", "Y")),
            district.add("v", District.table("V", "Id")),
            district.add("a2", District.table("A", "Name")),
            district.add("q", District.query("SELECT [Id] + 1 AS [Next] FROM [dbo].[A]", "Next")));

    LegacyTables together = district.database().describeAll(entities, district.manifest());

    assertThat(entities).allSatisfy(entity -> assertSame(entity, together));
  }

  private void assertSame(Entity entity, LegacyTables together) {
    assertThat(together.of(entity)).isEqualTo(district.database().describe(entity));
  }

  @Test
  void whatIsWrongWithOneDoesNotKeepTheOthersFromBeingDescribed() {
    district.legacy.execute("CREATE TABLE [dbo].[T] ([Id] INT NOT NULL PRIMARY KEY)");
    Entity good = district.add("good", District.table("T", "Id"));
    Entity missing = district.add("missing", District.table("Nowhere", "Id"));
    Entity keyless = district.add("keyless", District.table("T", "Idd"));
    Entity mistaken =
        district.add("mistaken", District.where(District.table("T", "Id"), "t.[Nope] = 1"));

    LegacyTables tables =
        district
            .database()
            .describeAll(List.of(missing, good, mistaken, keyless), district.manifest());

    assertThat(tables.of(good)).isEqualTo(district.database().describe(good));
    assertThatThrownBy(() -> tables.of(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("TRB-0305", "dbo.Nowhere");
    assertThatThrownBy(() -> tables.of(keyless)).hasMessageContainingAll("TRB-0306", "Idd");
    assertThatThrownBy(() -> tables.of(mistaken))
        .isInstanceOf(MigrationException.class)
        .hasMessageContainingAll("TRB-0303", "mistaken");
  }

  @Test
  void parentsAreDescribedWithTheirChildren() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[P] ([Code] VARCHAR(9) NOT NULL PRIMARY KEY)",
        "CREATE TABLE [dbo].[C] ([Id] INT NOT NULL PRIMARY KEY, [P] VARCHAR(9))");
    Entity parent = district.add("p", District.table("P", "Code"));
    Entity child =
        district.add("c", District.table("C", "Id"), new Reference(List.of("P"), "p", false));

    LegacyTables tables = district.database().describeAll(List.of(child), district.manifest());

    assertThat(tables.of(parent)).isEqualTo(district.database().describe(parent));
    assertThat(tables.rowShape(child, district.manifest()).columns()).hasSize(3);
  }

  @Test
  void thirtyEntitiesAreDescribedInAsManyStatementsAsTwo() {
    Assumptions.assumeTrue(kind == LegacyKind.H2, "skipped: only H2 counts its statements");

    assertThat(statements(2)).isEqualTo(2);
    assertThat(statements(30)).isEqualTo(2);
    assertThat(statements(300)).as("one for the tables, one for 32 tables' columns").isEqualTo(11);
  }

  private long statements(int count) {
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      district.legacy.execute(
          "CREATE TABLE IF NOT EXISTS [dbo].[T%d] ([Id] INT PRIMARY KEY)".formatted(i));
      entities.add(District.entity("t" + i, District.table("T" + i, "Id"), Set.of()));
    }
    district.legacy.execute("SET QUERY_STATISTICS FALSE", "SET QUERY_STATISTICS TRUE");
    LegacyTables tables = district.database().describeAll(entities, district.manifest());
    assertThat(entities).allSatisfy(entity -> assertThat(tables.of(entity).key()).hasSize(1));
    return Long.parseLong(district.legacy.query(ASKED).get(0));
  }
}
