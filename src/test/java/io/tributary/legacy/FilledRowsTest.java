package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.WhiteSpace;
import io.tributary.manifest.Entity;
import io.tributary.testing.LegacyKind;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The legacy server counts as blank what the mapper takes for it, and nothing else. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class FilledRowsTest {

  private static final int LAST = 0xFFFF;

  private final LegacyKind kind;
  private final District district;

  FilledRowsTest(LegacyKind kind) {
    this.kind = kind;
    this.district = new District(kind);
  }

  @BeforeEach
  void fill() {
    district.legacy.execute(
        """
        CREATE TABLE [dbo].[Letter] ([Id] INT PRIMARY KEY, [One] NVARCHAR(20), [Padded] CHAR(8))
        """,
        """
        CREATE TABLE [dbo].[Thing] ([Id] INT PRIMARY KEY, [Name] NVARCHAR(20), [Other] NVARCHAR(20),
          [Age] INT)
        """,
        "INSERT INTO [dbo].[Letter] SELECT X, %s(X), ' ' FROM %s"
            .formatted(kind.pick("CHAR", "NCHAR"), kind.numbers(1, LAST)),
        """
        INSERT INTO [dbo].[Thing] VALUES
          (1, NULL, NULL, NULL), (2, N'', N'  ', NULL), (3, N' a ', NULL, NULL),
          (4, NULL, N'b', NULL), (5, N'c', N'd', 0), (6, N'\uD83D\uDE00', NULL, NULL),
          (7, N'\u00a0\u3000 \t', N'\u200b', NULL)
        """);
  }

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  @Test
  void everyCharacterIsBlankOrNotAsForTheMapper() {
    Entity letter = district.add("letter", District.table("Letter", "Id"));
    List<String> white = WhiteSpace.characters().mapToObj(Integer::toString).toList();

    assertThat(filled(letter, List.of("One"), white, false)).isZero();
    assertThat(filled(letter, List.of("One"), white, true)).isEqualTo(LAST - white.size());
    assertThat(white).hasSizeGreaterThan(20);
  }

  @Test
  void blanksThatATypeAddsAreBlanks() {
    Entity letter = district.add("letter", District.table("Letter", "Id"));

    assertThat(filled(letter, List.of("Padded"), List.of(), false)).isZero();
  }

  @Test
  void oneColumnOfSeveralIsEnough() {
    Entity thing = district.add("thing", District.table("Thing", "Id"));

    assertThat(
            district
                .database()
                .filled(
                    thing,
                    List.of(List.of("Name"), List.of("other", "NAME"), List.of("Age")),
                    List.of(),
                    false))
        .containsExactly(3L, 5L, 1L);
  }

  @Test
  void rowsAreLeftOutByTheirKeys() {
    Entity thing = district.add("thing", District.table("Thing", "Id"));

    assertThat(filled(thing, List.of("Name", "Other"), List.of("3", "4"), true)).isEqualTo(3);
    assertThat(filled(thing, List.of("Name", "Other"), List.of("3", "4"), false)).isEqualTo(2);
  }

  @Test
  void noRowsAreNoFilledRows() {
    district.legacy.execute("DELETE FROM [dbo].[Thing]");
    Entity thing = district.add("thing", District.table("Thing", "Id"));

    assertThat(filled(thing, List.of("Name"), List.of(), false)).isZero();
  }

  private long filled(Entity entity, List<String> columns, List<String> keys, boolean without) {
    return district.database().filled(entity, List.of(columns), keys, without).get(0);
  }
}
