package io.tributary.scaffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.InvalidInputException;
import io.tributary.manifest.Placeholders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaffoldTest {

  @TempDir Path directory;
  private ScaffoldedDistrict district;

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  private void given(String... statements) {
    district = new ScaffoldedDistrict(directory);
    district.legacy.execute(statements);
  }

  @Test
  void nothingIsOverwrittenUnlessAskedFor() throws Exception {
    given("CREATE TABLE [dbo].[Grade] ([Id] INT PRIMARY KEY, [Code] NVARCHAR(10) NOT NULL)");
    Files.writeString(directory.resolve("notes.txt"), "mine");

    assertThatThrownBy(() -> new Scaffold(district.options()).write())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-1201")
        .hasMessageContaining("notes.txt")
        .hasMessageContaining("nothing was written");
    assertThat(directory).isDirectoryContaining("glob:**notes.txt");
    assertThat(Files.exists(directory.resolve("manifest.yaml"))).isFalse();

    new Scaffold(with("main", district.legacy.url(), true)).write();

    assertThat(Files.readString(directory.resolve("notes.txt"))).isEqualTo("mine");
    assertThat(district.read("manifest.yaml")).contains("table: dbo.Grade");
    String tenants = district.read("districts.csv");
    assertThat(new Scaffold(with("main", district.legacy.url(), true)).write().files()).hasSize(3);
    assertThat(district.read("districts.csv")).isEqualTo(tenants);
  }

  @Test
  void aUrlWithAPasswordIsRefusedAndShownNowhere() {
    given();

    assertThatThrownBy(
            () ->
                new Scaffold(with("main", "jdbc:sqlserver://h;user=u;password=hunter2", false))
                    .write())
        .hasMessageContaining("TRB-1203")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> Scaffold.password("UNSET", Placeholders.with(Map.of())))
        .hasMessageContaining("TRB-1204")
        .hasMessageContaining("UNSET");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void nothingOfTheConnectionIsWritten() {
    given("CREATE TABLE [dbo].[Grade] ([Id] INT PRIMARY KEY)");

    district.scaffold(district.options());

    assertThat(district.read("manifest.yaml") + district.read("schema.sql"))
        .doesNotContain(district.legacy.url());
    assertThat(district.read("districts.csv")).endsWith(",district-1,UTC,{{env:LEGACY_DB_URL}}\n");
  }

  @Test
  void aServiceMustBeASchemaThatPostgresqlAllows() {
    given();

    for (String service : List.of("migration", "pg-x", "Main", "a b", "x\"; DROP")) {
      assertThatThrownBy(() -> new Scaffold(with(service, district.legacy.url(), false)).write())
          .as(service)
          .hasMessageContaining("TRB-1205");
    }
  }

  @Test
  void anEmptyDatabaseIsNoSuccess() {
    given("CREATE TABLE [dbo].[Log] ([Text] NVARCHAR(10))");

    assertThatThrownBy(() -> new Scaffold(district.options()).write())
        .hasMessageContaining("TRB-1206")
        .hasMessageContaining("sees 1 tables");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatAPersonHasToDecideStandsInComments() {
    given(
        "CREATE TABLE [dbo].[Grade] ([Id] INT PRIMARY KEY, [Code] NCHAR(10) NOT NULL)",
        """
        CREATE TABLE [dbo].[Pupil] (
          [Id] INT PRIMARY KEY, [GradeId] INT NOT NULL, [MentorId] INT NOT NULL,
          [State] INT NOT NULL UNIQUE, [Shape] GEOMETRY, [Span] INTERVAL DAY, [Twice] INT GENERATED ALWAYS AS ([State] * 2),
          [At] DATETIME2(7),
          FOREIGN KEY ([MentorId]) REFERENCES [dbo].[Pupil] ([Id]))""",
        """
        CREATE TABLE [dbo].[Visit] (
          [Id] INT PRIMARY KEY, [PupilState] INT,
          FOREIGN KEY ([PupilState]) REFERENCES [dbo].[Pupil] ([State]))""",
        "CREATE TABLE [dbo].[Log] ([Text] NVARCHAR(10))",
        "CREATE VIEW [dbo].[Everyone] AS SELECT * FROM [dbo].[Pupil]");

    district.scaffold(district.options());

    assertThat(district.read("manifest.yaml"))
        .contains("decide: a lookup?")
        .contains("code: Code   # decide: padded with blanks")
        .contains("grade_id: GradeId   # decide: a reference to grade?")
        .contains("mentor_id: { from: MentorId, ref: pupil, deferred: true }   # decide: NOT NULL")
        .contains("- Span   # decide: INTERVAL cannot be read")
        .contains("shape: Shape   # decide: EWKT; as: ewkb keeps it")
        .contains("- Twice   # decide: computed by legacy as ")
        .contains("at: At   # decide: TIMESTAMP(7) has more digits than microseconds")
        .contains("to dbo.Pupil is no reference here: it refers to (State)")
        .contains("{ schema: dbo, table: Log, reason: \"it has no primary key")
        .contains("{ schema: dbo, table: Everyone, reason: \"a view");
    assertThat(district.failures()).isEmpty();
  }

  @Test
  void aReferenceOfWhichOnePartMayBeMissingAloneSaysSo() {
    given(
        """
        CREATE TABLE [dbo].[Room] (
          [Building] INT, [Number] INT, PRIMARY KEY ([Building], [Number]))""",
        """
        CREATE TABLE [dbo].[Lesson] (
          [Id] INT PRIMARY KEY, [Building] INT NOT NULL, [Number] INT,
          FOREIGN KEY ([Building], [Number]) REFERENCES [dbo].[Room] ([Building], [Number]))""",
        """
        CREATE TABLE [dbo].[Key] (
          [Id] INT PRIMARY KEY, [Building] INT NOT NULL, [Number] INT NOT NULL,
          FOREIGN KEY ([Building], [Number]) REFERENCES [dbo].[Room] ([Building], [Number]))""");

    district.scaffold(district.options());

    assertThat(district.read("manifest.yaml"))
        .containsOnlyOnce("{ from: [ Building, Number ], ref: room, incomplete: none }")
        .containsOnlyOnce("{ from: [ Building, Number ], ref: room }");
    assertThat(district.failures()).isEmpty();
  }

  @Test
  void aReferenceIsNamedAfterItsColumnHoweverTheServerSpellsIt() {
    given(
        "CREATE TABLE [dbo].[school] ([id] INT PRIMARY KEY)",
        """
        CREATE TABLE [dbo].[pupil] (
          [id] INT PRIMARY KEY REFERENCES [dbo].[school] ([id]),
          [schoolid] INT REFERENCES [dbo].[school] ([id]),
          [HomeSchoolID] INT REFERENCES [dbo].[school] ([id]),
          [LastSchool] INT REFERENCES [dbo].[school] ([id]))""");

    district.scaffold(district.options());

    assertThat(
            district.rows(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'main'"
                    + " AND table_name = 'pupil' AND data_type = 'uuid' ORDER BY ordinal_position"))
        .containsExactly(
            "id", "tenant_id", "school_id", "school_id_2", "home_school_id", "last_school_id");
  }

  @Test
  void aNameCannotAddAnythingToTheManifestOrTheDdl() {
    given(
        "CREATE TABLE [dbo].\"x\n  evil: { service: main }\n; DROP SCHEMA main; --\" ("
            + "\"Id\n, owned text\" INT PRIMARY KEY, \"{{env:PATH}}\" INT, \"a\r\n  b: c # d\" INT)",
        "CREATE TABLE [dbo].\"y\n  worse: {}\" (\"a\" INT)");

    district.scaffold(district.options());

    assertThat(district.migration().manifest().entities())
        .containsOnlyKeys("x-evil-service-main-drop-schema-main");
    assertThat(district.failures()).isEmpty();
    assertThat(
            district.rows(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = 'main'"
                    + " ORDER BY ordinal_position"))
        .containsExactly("id", "tenant_id", "legacy_id", "env_path", "a_b_c_d");
  }

  private ScaffoldOptions with(String service, String url, boolean overwrite) {
    ScaffoldOptions plain = district.options();
    return new ScaffoldOptions(
        url, plain.user(), plain.password(), service, directory, overwrite, false, false);
  }
}
