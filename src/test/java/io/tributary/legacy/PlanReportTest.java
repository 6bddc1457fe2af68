package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.manifest.Entity;
import io.tributary.manifest.LegacySource;
import io.tributary.manifest.ValueSource.Reference;
import io.tributary.testing.LegacyKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a legacy server says, before the first batch, of how it would read the batches. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class PlanReportTest {

  private final LegacyKind kind;
  private final District district;

  PlanReportTest(LegacyKind kind) {
    this.kind = kind;
    this.district = new District(kind);
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void aKeyWithAnIndexCostsNothing() {
    manyRows("[Id] INT NOT NULL PRIMARY KEY, [Code] VARCHAR(9)");

    assertThat(report(District.table("T", "Id")).costs()).isEmpty();
  }

  @Test
  void aCompositeKeyWithAnIndexCostsNothing() {
    manyRows("[Id] INT NOT NULL, [Code] VARCHAR(9) NOT NULL, PRIMARY KEY ([Code], [Id])");

    assertThat(report(District.table("T", "Code", "Id")).costs()).isEmpty();
  }

  @Test
  void aKeyWithoutAnIndexIsFoundWhetherTheServerShowsItsPlansOrNot() {
    manyRows("[Id] INT NOT NULL, [Code] VARCHAR(9)");

    PlanReport report = report(District.table("T", "Id"));

    assertThat(report.costs())
        .extracting(PlanCost::kind)
        .first()
        .isEqualTo(report.hidden().isPresent() ? PlanCost.Kind.NO_INDEX : PlanCost.Kind.SORT);
  }

  @Test
  void aFilterDoesNotHideThatThereIsNoIndex() {
    manyRows("[Id] INT NOT NULL, [Code] VARCHAR(9)");

    assertThat(report(District.where(District.table("T", "Id"), "t.[Id] > 0 -- all")).costs())
        .isNotEmpty();
  }

  @Test
  void aQueryThatGivesItsRowsInNoOrderIsFound() {
    manyRows("[Id] INT NOT NULL PRIMARY KEY, [Code] VARCHAR(9)");

    PlanReport report =
        report(District.query("SELECT [Id] % 1000 AS [Rest] FROM [dbo].[T]", "Rest"));

    Assumptions.assumeTrue(report.hidden().isEmpty(), "skipped: this server shows no plans");
    assertThat(report.costs()).extracting(PlanCost::kind).contains(PlanCost.Kind.SORT);
  }

  @Test
  void joinedParentsDoNotCount() {
    manyRows("[Id] INT NOT NULL PRIMARY KEY, [Code] VARCHAR(9)");
    district.legacy.execute("CREATE TABLE [dbo].[P] ([Code] VARCHAR(9) NOT NULL)");
    district.add("p", District.table("P", "Code"));

    PlanReport report =
        report(District.table("T", "Id"), new Reference(List.of("Code"), "p", false));

    assertThat(report.costs()).isEmpty();
  }

  @Test
  void theConnectionThatWasAskedIsNotUsedForReading() {
    manyRows("[Id] INT NOT NULL PRIMARY KEY, [Code] VARCHAR(9)");
    Entity entity = district.add("t", District.table("T", "Id"));
    district.readAll(entity, 2_000);

    district.database().plans(List.of(entity), tables(entity), district.manifest());

    assertThat(District.keys(district.readAll(entity, 2_000))).hasSize(1_000);
  }

  @Test
  void nobodyIsAskedAboutNothing() {
    LegacyTables none = district.database().describeAll(List.of(), district.manifest());

    assertThat(district.database().plans(List.of(), none, district.manifest())).isEmpty();
  }

  private void manyRows(String columns) {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] (" + columns + ")",
        "INSERT INTO [dbo].[T] ([Id], [Code]) SELECT X, 'x' FROM " + kind.numbers(1, 1000));
  }

  private PlanReport report(LegacySource source, Reference... references) {
    Entity entity = district.add(District.entity("t", source, Set.of(), references));
    return Optional.ofNullable(
            district
                .database()
                .plans(List.of(entity), tables(entity), district.manifest())
                .get("t"))
        .orElseThrow();
  }

  private LegacyTables tables(Entity entity) {
    return district.database().describeAll(List.of(entity), district.manifest());
  }
}
