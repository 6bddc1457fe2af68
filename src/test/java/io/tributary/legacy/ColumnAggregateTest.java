package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.legacy.ColumnAggregate.Function;
import io.tributary.manifest.Entity;
import io.tributary.testing.LegacyKind;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What the legacy server says of a column by itself, without any mapper. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class ColumnAggregateTest {

  private final LegacyKind kind;
  private final District district;
  private Entity thing;

  ColumnAggregateTest(LegacyKind kind) {
    this.kind = kind;
    this.district = new District(kind);
  }

  @BeforeEach
  void fill() {
    district.legacy.execute(
        """
        CREATE TABLE [dbo].[Thing] ([Id] INT PRIMARY KEY, [Big] BIGINT, [Small] TINYINT,
          [Cost] DECIMAL(19, 4), [Size] FLOAT, [Active] BIT, [Name] NVARCHAR(50),
          [Mark] VARCHAR(10), [Born] DATE, [Seen] DATETIME2(3), [Noted] DATETIME)
        """,
        """
        INSERT INTO [dbo].[Thing] VALUES
          (1, 9007199254740993, 120, 922337203685477.5807, 0.1, 1, N'Zoë', 'a', '2001-02-28', '2024-03-10 02:30:00.999', '1999-12-31 23:59:59'),
          (2, 9007199254740993, 100, -0.0001, 1e300, 0, N'', 'bc', '1899-12-31', '2000-01-01 00:00:00.001', '2000-01-01 00:00:00'),
          (3, NULL, 120, 0.0001, NULL, 1, N'a b ', NULL, NULL, '1999-12-31 23:59:59.001', NULL),
          (4, -7, NULL, NULL, -1, NULL, NULL, 'd', '2001-02-28', NULL, NULL)
        """);
    thing = district.add("thing", District.table("Thing", "Id"));
  }

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  @Test
  void numbersAreSummedExactly() {
    assertThat(ask("Big", Function.COUNT, Function.DISTINCT, Function.SUM))
        .containsExactly(number("3"), number("2"), number("18014398509481979"));
    assertThat(ask("Small", Function.SUM)).containsExactly(number("340"));
    assertThat(ask("Cost", Function.SUM)).containsExactly(number("922337203685477.5807"));
    assertThat(extremes("Cost"))
        .containsExactly(new BigDecimal("-0.0001"), new BigDecimal("922337203685477.5807"));
    assertThat(extremes("Size")).containsExactly(-1.0, 1e300);
  }

  @Test
  void flagsDatesAndTimesAreToldAsRowsHaveThem() {
    assertThat(ask("Active", Function.COUNT, Function.ONES))
        .containsExactly(number("3"), number("2"));
    assertThat(extremes("Born"))
        .containsExactly(LocalDate.of(1899, 12, 31), LocalDate.of(2001, 2, 28));
    assertThat(extremes("Seen"))
        .containsExactly(
            LocalDateTime.parse("1999-12-31T23:59:59.001"),
            LocalDateTime.parse("2024-03-10T02:30:00.999"));
  }

  @Test
  void secondsAreCountedFromTheYear2000AndCutDownBelowIt() {
    long march =
        java.time.Duration.between(
                LocalDateTime.parse("2000-01-01T00:00:00"),
                LocalDateTime.parse("2024-03-10T02:30:00"))
            .toSeconds();

    assertThat(ask("Seen", Function.SECONDS)).containsExactly(number(Long.toString(march - 1)));
    assertThat(ask("Noted", Function.SECONDS)).containsExactly(number("-1"));
  }

  @Test
  void textsAreAsLongAsTheirUtf16UnitsBlanksIncluded() {
    assertThat(ask("Name", Function.UNITS, Function.COUNT))
        .containsExactly(number("7"), number("3"));
    assertThat(ask("Mark", Function.UNITS)).containsExactly(number("4"));
  }

  @Test
  void aTextThatIsMadeOfAValueIsAsLongAsItIsRead() {
    district.legacy.execute(
        kind.pick(
            "CREATE TABLE [dbo].[Place] ([Id] INT PRIMARY KEY, [Value] GEOMETRY)",
            "CREATE TABLE [dbo].[Place] ([Id] INT PRIMARY KEY, [Value] SQL_VARIANT)"),
        kind.pick(
            "INSERT INTO [dbo].[Place] VALUES (1, 'SRID=4326;POINT (1 2)')",
            "INSERT INTO [dbo].[Place] VALUES (1, CAST('2024-01-02 10:00:00.123' AS DATETIME))"));
    Entity place = district.add("place", District.table("Place", "Id"));
    int length = ((String) district.readAll(place, 5).get(0).row(0)[1]).length();

    thing = place;

    assertThat(ask("Value", Function.UNITS)).containsExactly(number(Integer.toString(length)));
  }

  @Test
  void someRowsCanBeLeftOutOrBeTheOnlyOnes() {
    List<ColumnAggregate> count = List.of(new ColumnAggregate("big", Function.COUNT));

    assertThat(district.database().aggregates(thing, count, List.of("1", "3"), true))
        .containsExactly(number("2"));
    assertThat(district.database().aggregates(thing, count, List.of("1", "3"), false))
        .containsExactly(number("1"));
  }

  @Test
  void overNoRowsThereIsNoValue() {
    district.legacy.execute("DELETE FROM [dbo].[Thing]");

    assertThat(ask("Cost", Function.SUM, Function.MIN))
        .containsExactly(Optional.empty(), Optional.empty());
  }

  private List<Optional<Object>> ask(String column, Function... functions) {
    return district
        .database()
        .aggregates(
            thing,
            Stream.of(functions).map(function -> new ColumnAggregate(column, function)).toList(),
            List.of(),
            true)
        .stream()
        .map(value -> value.map(ColumnAggregateTest::plain))
        .toList();
  }

  private List<Object> extremes(String column) {
    return district
        .database()
        .aggregates(
            thing,
            List.of(
                new ColumnAggregate(column, Function.MIN),
                new ColumnAggregate(column, Function.MAX)),
            List.of(),
            true)
        .stream()
        .map(Optional::orElseThrow)
        .toList();
  }

  private static Optional<Object> number(String text) {
    return Optional.of(plain(new BigDecimal(text)));
  }

  /** Without regard to trailing zeros. */
  private static Object plain(Object value) {
    return value instanceof BigDecimal number
        ? new BigDecimal(number.stripTrailingZeros().toPlainString())
        : value;
  }
}
