package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.Entity;
import io.tributary.testing.LegacyKind;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be read is said, and is never taken for the end of the rows. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class BadReadTest {

  private final LegacyKind kind;
  private final District district;

  BadReadTest(LegacyKind kind) {
    this.kind = kind;
    this.district = new District(kind);
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void anErrorInTheMiddleSurfacesAndNothingBehindItIsSkipped() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY, [Divisor] INT)",
        "INSERT INTO [dbo].[T] SELECT X, 1 FROM " + kind.numbers(1, 12));
    Entity entity =
        district.add(
            "v",
            District.where(District.table("T", "Id"), "100 / t.[Divisor] BETWEEN -999 AND 999"));
    KeysetReader reader = district.reader(entity, 3, 100_000);

    Batch first = reader.next(Optional.empty()).orElseThrow();
    Batch second = reader.next(Optional.of(first.upper())).orElseThrow();

    assertThat(District.keys(List.of(first, second))).containsExactly("1", "2", "3", "4", "5", "6");
    district.legacy.execute("UPDATE [dbo].[T] SET [Divisor] = 0 WHERE [Id] = 8");
    assertThatThrownBy(() -> reader.next(Optional.of(second.upper())))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0304")
        .hasMessageContaining("v/north")
        .hasMessageContaining(kind.pick("22012", "8134"))
        .hasCauseInstanceOf(SQLException.class);
    district.legacy.execute("UPDATE [dbo].[T] SET [Divisor] = 1 WHERE [Id] = 8");
    assertThat(District.keys(List.of(reader.next(Optional.of(second.upper())).orElseThrow())))
        .containsExactly("7", "8", "9");
  }

  @Test
  void aTableThatVanishesIsAnErrorAndNotTheEnd() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY)", "INSERT INTO [dbo].[T] VALUES (1)");
    KeysetReader reader = district.reader(district.add("t", District.table("T", "Id")), 3, 1000);
    district.legacy.execute("DROP TABLE [dbo].[T]");

    assertThatThrownBy(() -> reader.next(Optional.empty()))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0320");
  }

  @Test
  void aNullInAKeyIsAnErrorThatNamesTheColumn() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] INT NOT NULL, [B] INT)",
        "INSERT INTO [dbo].[T] VALUES (1, 1), (1, 2), (2, NULL)");
    Entity entity = district.add("t", District.table("T", "A", "B"));

    assertThatReading(entity, 2).hasMessageContainingAll("TRB-0310", "t/north", "column B");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aKeyThatTwoRowsHaveIsAnErrorWhereverTheBatchEnds(int rows) {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Code] INT NOT NULL)",
        "INSERT INTO [dbo].[T] VALUES (1), (2), (2), (3)");
    Entity entity = district.add("t", District.table("T", "Code"));

    assertThatReading(entity, rows).hasMessageContainingAll("TRB-0311", "t/north", "Code");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aKeyThatOnlyTheServersCollationHoldsEqualIsAnErrorToo(int rows) {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] " + kind.caselessText(9) + " NOT NULL, [B] INT NOT NULL)",
        "INSERT INTO [dbo].[T] VALUES ('ab', 1), ('abc', 1), ('ABC', 1), ('abc', 2)");
    Entity entity = district.add("t", District.table("T", "A", "B"));

    assertThatReading(entity, rows).hasMessageContaining("TRB-0311");
  }

  @Test
  void equalFirstPartsOfACompositeKeyAreNoRepetition() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] " + kind.caselessText(9) + " NOT NULL, [B] INT NOT NULL)",
        "INSERT INTO [dbo].[T] VALUES ('abc', 1), ('ABC', 2), ('abc', 3)");
    Entity entity = district.add("t", District.table("T", "A", "B"));

    assertThat(District.keys(district.readAll(entity, 2)))
        .containsExactly("abc|1", "ABC|2", "abc|3");
  }

  @Test
  void aBoundThatChangesOnItsWayToTheServerIsRefused() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Name] NVARCHAR(2) PRIMARY KEY)",
        "INSERT INTO [dbo].[T] VALUES (N'éé')");
    Entity entity = district.add("t", District.table("T", "Name"));
    KeysetReader reader = district.reader(entity, 3, 1000);

    assertThatThrownBy(() -> reader.next(Optional.of(List.of("ééé"))))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0312");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertThatReading(
      Entity entity, int rows) {
    return assertThatThrownBy(() -> district.readAll(entity, rows))
        .isInstanceOf(MigrationException.class);
  }
}
