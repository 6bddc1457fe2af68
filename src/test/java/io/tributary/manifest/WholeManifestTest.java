package io.tributary.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.manifest.Conversion.Gap;
import io.tributary.manifest.Conversion.Overlap;
import io.tributary.manifest.Conversion.Round;
import io.tributary.manifest.Conversion.To;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest that uses every word there is, read into exactly the records that it stands for. */
class WholeManifestTest {

  private static final String TEXT =
      """
      # yaml-language-server: $schema=manifest.schema.json
      name: northstar
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant, legacyId: legacy_id }
      time: { gap: shift, overlap: later }
      defaults:
        batch: { rows: 5000, bytes: 8MB }
        legacy: { user: reader, password: "{{env:LEGACY_PASSWORD}}", maxConnections: 3, properties: { encrypt: true, packetSize: 8000 } }
      tenants:
        - { id: 0b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23, name: district-a, zone: America/New_York, legacy: { url: "{{env:LEGACY_A_URL}}", user: "{{env:LEGACY_A_USER}}" } }
        - { id: 1B9F3C1E-5A47-4D0E-9C1B-2F6D8E7A1B23, name: district-b, zone: UTC, legacy: { url: "jdbc:h2:mem:b", maxConnections: 1, properties: { packetSize: 4096 } } }
      services:
        students: { url: "{{env:STUDENTS_DB_URL}}", user: writer, password: "{{env:STUDENTS_PASSWORD}}", schema: student, maxConnections: "{{env:POOL:12}}", tenantSetting: app.tenant_id, properties: { tcpKeepAlive: true } }
        identity: { url: "jdbc:postgresql://localhost/identity" }
      phases:
        2: Student data
        1: Identity and configuration
      entities:
        student:
          identity: pupil
          service: students
          phase: 2
          dependsOn: [ school ]
          legacy: { schema: sis, table: Student, key: Id, where: "t.[IsTest] = 0" }
          batch: { bytes: 16MB }
          load: copy
          ignore: [ RowVersion ]
          into:
            students:
              first_name: { from: FirstName, clean: [ trim, blank-to-null ] }
              nick_name: NickName
              birth_date: { from: DOB, as: date }
              grade_id: { from: GradeID, ref: grade }
              section_id: { from: [ SchoolId, SectionCode ], ref: section }
              mentor_id: { from: MentorId, ref: student, deferred: true }
              created_at: { from: CreatedOn, as: timestamptz }
              seen_at: { from: SeenOn, as: timestamptz, zone: UTC, gap: refuse, overlap: earlier }
              archived: { from: IsActive, as: boolean, negate: true }
              gender: { from: Gender, values: { M: male, 01: 1.50 }, otherwise: refuse }
              race: { from: Race, values: { W: white }, otherwise: keep }
              status: { from: Status, values: { A: true }, otherwise: null }
              language: { from: Language, values: { en: English }, otherwise: { use: other } }
              gpa: { from: Gpa, as: decimal, round: half-up }
              hired: { from: HiredText, as: date, format: "MM/dd/yyyy" }
              source: { constant: legacy }
              level: { constant: 007 }
              active: { constant: true }
              nothing: { constant: null }
              extras: { pack: rest }
              notes: { pack: [ NoteA, NoteB ] }
              score_band: { bean: scoreBand, from: [ Score, MaxScore ] }
            student_demographics:
              student_id: { use: self }
              own_id: { use: row-id }
              owner: { use: tenant-id }
              was: { use: legacy-key }
            student_contacts:
              student_id: { use: self }
              each:
                - when: [ Contact1Name, Contact1Phone ]
                  row: "first"
                  columns: { position: { constant: 1 }, name: { from: Contact1Name, clean: [ trim ] } }
                - when: Contact2Name
                  columns: { name: Contact2Name }
        section:
          service: students
          phase: 2
          legacy: { query: "SELECT SchoolId, Code FROM dbo.Section", key: [ SchoolId, Code ] }
          into: { sections: { code: Code } }
        grade:
          service: identity
          phase: 1
          scope: shared
          naturalKey: [ Code ]
          legacy: { table: ref.Grade, key: Id }
          into: { grades: { code: Code } }
        school:
          service: students
          phase: 1
          legacy: { table: School, key: Id }
          load: upsert
          into: { schools: {} }
      """;

  private static final Map<String, String> ENV =
      Map.of(
          "TRIBUTARY_UUID_SECRET", "uuid-secret",
          "LEGACY_PASSWORD", "legacy-secret",
          "LEGACY_A_URL", "jdbc:h2:mem:a",
          "LEGACY_A_USER", "a-reader",
          "STUDENTS_DB_URL", "jdbc:postgresql://localhost/students",
          "STUDENTS_PASSWORD", "students-secret");

  @TempDir Path folder;
  private String file;
  private Manifest manifest;

  @BeforeEach
  void load() {
    Path path = ManifestFiles.write(folder, "m.yaml", TEXT);
    file = path.toString();
    manifest = new ManifestLoader(Placeholders.with(ENV)).load(path);
  }

  @Test
  void theHeadIsRead() {
    assertThat(manifest.name()).isEqualTo("northstar");
    assertThat(manifest.file()).isEqualTo(folder.resolve("m.yaml"));
    assertThat(manifest.uuidSecret().reveal()).isEqualTo("uuid-secret");
    assertThat(manifest.conventions())
        .isEqualTo(new Manifest.Conventions("id", "tenant", "legacy_id"));
    assertThat(manifest.phases())
        .containsExactly(new Phase(1, "Identity and configuration"), new Phase(2, "Student data"));
  }

  @Test
  void tenantsTakeWhatTheyDoNotSayFromTheDefaults() {
    assertThat(manifest.tenants())
        .containsExactly(
            new Tenant(
                UUID.fromString("0b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23"),
                "district-a",
                ZoneId.of("America/New_York"),
                new Connection(
                    "jdbc:h2:mem:a",
                    Optional.of("a-reader"),
                    Optional.of(new Secret("legacy-secret")),
                    Map.of("encrypt", "true", "packetSize", "8000"),
                    3),
                at(10, 5, "tenants.0")),
            new Tenant(
                UUID.fromString("1b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23"),
                "district-b",
                ZoneId.of("UTC"),
                new Connection(
                    "jdbc:h2:mem:b",
                    Optional.of("reader"),
                    Optional.of(new Secret("legacy-secret")),
                    Map.of("encrypt", "true", "packetSize", "4096"),
                    1),
                at(11, 5, "tenants.1")));
  }

  @Test
  void servicesAreReadInTheOrderOfTheFile() {
    assertThat(manifest.services().values())
        .containsExactly(
            new Service(
                "students",
                new Connection(
                    "jdbc:postgresql://localhost/students",
                    Optional.of("writer"),
                    Optional.of(new Secret("students-secret")),
                    Map.of("tcpKeepAlive", "true"),
                    12),
                "student",
                Optional.of("app.tenant_id"),
                at(13, 3, "services.students")),
            new Service(
                "identity",
                new Connection(
                    "jdbc:postgresql://localhost/identity",
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    8),
                "public",
                Optional.empty(),
                at(14, 3, "services.identity")));
  }

  @Test
  void entitiesAreReadParentsFirst() {
    assertThat(manifest.entities().keySet())
        .containsExactly("section", "grade", "school", "student");
    assertThat(manifest.entity("section").legacy())
        .isEqualTo(
            new LegacySource(
                "dbo",
                Optional.empty(),
                Optional.of("SELECT SchoolId, Code FROM dbo.Section"),
                List.of("SchoolId", "Code"),
                Optional.empty()));
    assertThat(manifest.entity("grade"))
        .isEqualTo(
            new Entity(
                "grade",
                "grade",
                "identity",
                1,
                Set.of(),
                Scope.SHARED,
                List.of("Code"),
                new LegacySource(
                    "ref", Optional.of("Grade"), Optional.empty(), List.of("Id"), Optional.empty()),
                new BatchSize(5000, 8 * 1024 * 1024),
                LoadStyle.UPSERT,
                Indexes.KEEP,
                Ranges.AUTO,
                PlanRule.WARN,
                List.of(
                    new TableMapping(
                        "grades",
                        List.of(
                            column(
                                "code",
                                new ValueSource.From("Code"),
                                at(76, 23, "entities.grade.into.grades.code"))),
                        List.of(),
                        at(76, 13, "entities.grade.into.grades"))),
                Set.of(),
                at(70, 3, "entities.grade")));
    assertThat(manifest.entity("school").load()).isEqualTo(LoadStyle.UPSERT);
    assertThat(manifest.entity("school").into())
        .containsExactly(
            new TableMapping(
                "schools", List.of(), List.of(), at(82, 13, "entities.school.into.schools")));
  }

  @Test
  void anEntityIsReadWithAllItsTablesAndColumns() {
    Entity student = manifest.entity("student");

    assertThat(student)
        .isEqualTo(
            new Entity(
                "student",
                "pupil",
                "students",
                2,
                new LinkedHashSet<>(List.of("school", "grade", "section")),
                Scope.TENANT,
                List.of(),
                new LegacySource(
                    "sis",
                    Optional.of("Student"),
                    Optional.empty(),
                    List.of("Id"),
                    Optional.of("t.[IsTest] = 0")),
                new BatchSize(5000, 16 * 1024 * 1024),
                LoadStyle.COPY,
                Indexes.KEEP,
                Ranges.AUTO,
                PlanRule.WARN,
                List.of(students(), demographics(), contacts()),
                Set.of("RowVersion"),
                at(19, 3, "entities.student")));
  }

  private TableMapping students() {
    return new TableMapping(
        "students",
        List.of(
            cleaned(30, "first_name", "FirstName", Clean.TRIM, Clean.BLANK_TO_NULL),
            of(31, "nick_name", new ValueSource.From("NickName")),
            as(32, "birth_date", "DOB", plain(To.DATE)),
            of(33, "grade_id", new ValueSource.Reference(List.of("GradeID"), "grade", false)),
            of(
                34,
                "section_id",
                new ValueSource.Reference(List.of("SchoolId", "SectionCode"), "section", false)),
            of(35, "mentor_id", new ValueSource.Reference(List.of("MentorId"), "student", true)),
            as(36, "created_at", "CreatedOn", plain(To.TIMESTAMPTZ)),
            as(
                37,
                "seen_at",
                "SeenOn",
                new Conversion(
                    To.TIMESTAMPTZ,
                    false,
                    Gap.REFUSE,
                    Overlap.EARLIER,
                    Optional.of(ZoneId.of("UTC")),
                    Round.REFUSE,
                    Optional.empty())),
            as(
                38,
                "archived",
                "IsActive",
                new Conversion(
                    To.BOOLEAN,
                    true,
                    Gap.SHIFT,
                    Overlap.LATER,
                    Optional.empty(),
                    Round.REFUSE,
                    Optional.empty())),
            mapped(
                39, "gender", "Gender", values("M", "male", "01", "1.50"), new ValueMap.Refuse()),
            mapped(40, "race", "Race", values("W", "white"), new ValueMap.Keep()),
            mapped(41, "status", "Status", values("A", "true"), new ValueMap.Use(Optional.empty())),
            mapped(
                42,
                "language",
                "Language",
                values("en", "English"),
                new ValueMap.Use(Optional.of("other"))),
            as(
                43,
                "gpa",
                "Gpa",
                new Conversion(
                    To.DECIMAL,
                    false,
                    Gap.SHIFT,
                    Overlap.LATER,
                    Optional.empty(),
                    Round.HALF_UP,
                    Optional.empty())),
            as(
                44,
                "hired",
                "HiredText",
                new Conversion(
                    To.DATE,
                    false,
                    Gap.SHIFT,
                    Overlap.LATER,
                    Optional.empty(),
                    Round.REFUSE,
                    Optional.of("MM/dd/yyyy"))),
            of(45, "source", new ValueSource.Constant(Optional.of("legacy"))),
            of(46, "level", new ValueSource.Constant(Optional.of("007"))),
            of(47, "active", new ValueSource.Constant(Optional.of("true"))),
            of(48, "nothing", new ValueSource.Constant(Optional.empty())),
            of(49, "extras", new ValueSource.Pack(List.of())),
            of(50, "notes", new ValueSource.Pack(List.of("NoteA", "NoteB"))),
            of(
                51,
                "score_band",
                new ValueSource.Custom("scoreBand", List.of("Score", "MaxScore")))),
        List.of(),
        at(29, 7, "entities.student.into.students"));
  }

  private TableMapping demographics() {
    String path = "entities.student.into.student_demographics";
    return new TableMapping(
        "student_demographics",
        List.of(
            column("student_id", new ValueSource.Self(), at(53, 9, path + ".student_id")),
            column("own_id", new ValueSource.RowId(), at(54, 9, path + ".own_id")),
            column("owner", new ValueSource.TenantId(), at(55, 9, path + ".owner")),
            column("was", new ValueSource.LegacyKey(), at(56, 9, path + ".was"))),
        List.of(),
        at(52, 7, path));
  }

  private TableMapping contacts() {
    String path = "entities.student.into.student_contacts";
    return new TableMapping(
        "student_contacts",
        List.of(column("student_id", new ValueSource.Self(), at(58, 9, path + ".student_id"))),
        List.of(
            new RowMapping(
                "first",
                List.of("Contact1Name", "Contact1Phone"),
                List.of(
                    column(
                        "position",
                        new ValueSource.Constant(Optional.of("1")),
                        at(62, 24, path + ".each.0.columns.position")),
                    new ColumnMapping(
                        "name",
                        new ValueSource.From("Contact1Name"),
                        List.of(Clean.TRIM),
                        Optional.empty(),
                        Optional.empty(),
                        at(62, 51, path + ".each.0.columns.name"))),
                at(60, 13, path + ".each.0")),
            new RowMapping(
                "2",
                List.of("Contact2Name"),
                List.of(
                    column(
                        "name",
                        new ValueSource.From("Contact2Name"),
                        at(64, 24, path + ".each.1.columns.name"))),
                at(63, 13, path + ".each.1"))),
        at(57, 7, path));
  }

  private ColumnMapping of(int line, String name, ValueSource source) {
    return column(name, source, at(line, 9, "entities.student.into.students." + name));
  }

  private ColumnMapping cleaned(int line, String name, String from, Clean... clean) {
    ColumnMapping plain = of(line, name, new ValueSource.From(from));
    return new ColumnMapping(
        name, plain.source(), List.of(clean), Optional.empty(), Optional.empty(), plain.at());
  }

  private ColumnMapping as(int line, String name, String from, Conversion as) {
    ColumnMapping plain = of(line, name, new ValueSource.From(from));
    return new ColumnMapping(
        name, plain.source(), List.of(), Optional.empty(), Optional.of(as), plain.at());
  }

  private ColumnMapping mapped(
      int line,
      String name,
      String from,
      Map<String, String> values,
      ValueMap.Otherwise otherwise) {
    ColumnMapping plain = of(line, name, new ValueSource.From(from));
    return new ColumnMapping(
        name,
        plain.source(),
        List.of(),
        Optional.of(new ValueMap(values, otherwise)),
        Optional.empty(),
        plain.at());
  }

  private static ColumnMapping column(String name, ValueSource source, SourcePosition at) {
    return new ColumnMapping(name, source, List.of(), Optional.empty(), Optional.empty(), at);
  }

  /** A conversion as the manifest's time policy makes it. */
  private static Conversion plain(To to) {
    return new Conversion(
        to, false, Gap.SHIFT, Overlap.LATER, Optional.empty(), Round.REFUSE, Optional.empty());
  }

  private static Map<String, String> values(String... pairs) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return values;
  }

  private SourcePosition at(int line, int column, String path) {
    return new SourcePosition(file, line, column, path);
  }
}
