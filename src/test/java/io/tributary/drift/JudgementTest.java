package io.tributary.drift;

import static io.tributary.drift.Severity.ATTENTION;
import static io.tributary.drift.Severity.BREAKING;
import static io.tributary.drift.Severity.HARMLESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.manifest.Manifest;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of change, judged for an entity that it concerns in one way or another. */
class JudgementTest {

  private static final String MANIFEST =
      """
      name: judged
      uuidSecret: "{{env:TRIBUTARY_UUID_SECRET}}"
      conventions: { id: id, tenantId: tenant_id, legacyId: legacy_id }
      tenants:
        - { id: 0a000000-0000-4000-8000-00000000000a, name: a, zone: UTC, legacy: { url: "jdbc:h2:mem:never", user: sa } }
      services:
        school: { url: "jdbc:postgresql://localhost/never", schema: public }
      phases: { 1: All }
      entities:
        room:
          service: school
          phase: 1
          legacy: { table: dbo.Room, key: Id }
          into: { rooms: { rest: { pack: rest } } }
        pupil:
          service: school
          phase: 1
          legacy: { table: dbo.Pupil, key: Id, where: "[Deleted] = 0 AND IsPhoto = 1 AND PhotoId = 2" }
          ignore: [ Deleted, Photo, Id ]
          into:
            pupils: { name: Name, room_id: { from: RoomId, ref: room }, notes: { pack: [ NoteA ] } }
            pupil_contacts:
              pupil_id: { use: self }
              each:
                - { when: [ Mother ], columns: { position: { constant: 1 }, who: Mother, room_id: { from: MotherRoom, ref: room } } }
      """;

  private static final Schema.Key PRIMARY = key(Schema.KeyKind.PRIMARY, "Id");

  @TempDir static Path directory;
  private static Manifest manifest;

  @BeforeAll
  static void load() {
    manifest = TestMigration.by(MANIFEST, directory).manifest();
  }

  @Test
  void legacyColumnsCountByWhetherTheyAreMappedIgnoredOrNamedByTheFilter() {
    assertThat(legacy(gone("Name"))).isEqualTo(BREAKING);
    assertThat(legacy(gone("Photo"))).isEqualTo(HARMLESS);
    assertThat(legacy(gone("Deleted"))).as("the filter names it").isEqualTo(BREAKING);
    assertThat(legacy(gone("ID"))).as("the key").isEqualTo(BREAKING);
    assertThat(legacy(added("Nick"))).isEqualTo(BREAKING);
    assertThat(legacy(added("PHOTO"))).isEqualTo(HARMLESS);
    assertThat(legacy("room", added("Nick"))).as("pack: rest takes it").isEqualTo(ATTENTION);
  }

  @Test
  void legacyTypesMayGrowButNotThoseOfAKey() {
    assertThat(legacy(typed("Name", TypeChange.WIDER))).isEqualTo(ATTENTION);
    assertThat(legacy(typed("Name", TypeChange.NARROWER))).isEqualTo(BREAKING);
    assertThat(legacy(typed("Name", TypeChange.OTHER))).isEqualTo(BREAKING);
    assertThat(legacy(typed("id", TypeChange.WIDER))).isEqualTo(BREAKING);
    assertThat(legacy(typed("Photo", TypeChange.OTHER))).isEqualTo(HARMLESS);
  }

  @Test
  void aLegacyKeyMustNotBeNull() {
    assertThat(legacy(nullable("Id", true))).isEqualTo(BREAKING);
    assertThat(legacy(nullable("Id", false))).isEqualTo(ATTENTION);
    assertThat(legacy(nullable("Name", true))).isEqualTo(ATTENTION);
    assertThat(legacy(nullable("Photo", true))).isEqualTo(HARMLESS);
  }

  @Test
  void legacyDefaultsAreTheApplicationsButComputationsAreValues() {
    assertThat(legacy(computed("Name"))).isEqualTo(ATTENTION);
    assertThat(legacy(computed("Photo"))).isEqualTo(HARMLESS);
    assertThat(legacy(defaulted("Name", "'x'", true))).isEqualTo(HARMLESS);
  }

  @Test
  void legacyKeysCountIfTheyProveTheEntitysKeyOrHoldAReference() {
    Schema.Key other = key(Schema.KeyKind.UNIQUE, "ID");
    Schema.Key filtered = new Schema.Key(Schema.KeyKind.UNIQUE, "k", List.of("Id"), "WHERE Id > 1");

    assertThat(legacy(keyGone(PRIMARY))).isEqualTo(BREAKING);
    assertThat(legacy(keyGone(PRIMARY, other))).as("another proves it").isEqualTo(HARMLESS);
    assertThat(legacy(keyGone(PRIMARY, filtered))).as("of some rows only").isEqualTo(BREAKING);
    assertThat(legacy(keyGone(PRIMARY, key(Schema.KeyKind.UNIQUE, "Id", "Name"))))
        .as("two rows may share an Id")
        .isEqualTo(BREAKING);
    assertThat(legacy(keyGone(PRIMARY, key(Schema.KeyKind.INDEX, "Id")))).isEqualTo(BREAKING);
    assertThat(legacy(keyGone(key(Schema.KeyKind.FOREIGN, "roomid")))).isEqualTo(ATTENTION);
    assertThat(legacy(keyGone(key(Schema.KeyKind.FOREIGN, "MotherRoom"))))
        .as("of one row of several")
        .isEqualTo(ATTENTION);
    assertThat(legacy(keyGone(key(Schema.KeyKind.FOREIGN, "Mother")))).isEqualTo(HARMLESS);
    assertThat(legacy(keyGone(key(Schema.KeyKind.INDEX, "RoomId")))).isEqualTo(HARMLESS);
    assertThat(legacy(new Comparison.KeyNew(table(), PRIMARY))).isEqualTo(HARMLESS);
  }

  @Test
  void legacyTablesCountByWhetherAnEntityReadsThem() {
    assertThat(legacy(new Comparison.TableGone(table()))).isEqualTo(BREAKING);
    assertThat(legacy(new Comparison.TableNew(table()))).isEqualTo(ATTENTION);
    assertThat(legacy(new Comparison.Emptied(table()))).isEqualTo(ATTENTION);
    assertThat(unread(new Comparison.TableNew(table()), false)).isEqualTo(ATTENTION);
    assertThat(unread(new Comparison.TableNew(table()), true)).isEqualTo(HARMLESS);
    assertThat(unread(new Comparison.TableGone(table()), false)).isEqualTo(HARMLESS);
  }

  @Test
  void targetColumnsCountByWhetherTheyAreFilled() {
    assertThat(target(gone("name"))).isEqualTo(BREAKING);
    assertThat(target(gone("tenant_id"))).isEqualTo(BREAKING);
    assertThat(target(gone("legacy_id"))).isEqualTo(BREAKING);
    assertThat(target(gone("id"))).isEqualTo(BREAKING);
    assertThat(target(gone("nick"))).isEqualTo(ATTENTION);
    assertThat(target("public.pupil_contacts", gone("who"))).as("of each").isEqualTo(BREAKING);
    assertThat(target("public.pupil_contacts", gone("name")))
        .as("another table's column")
        .isEqualTo(ATTENTION);
  }

  @Test
  void aNewTargetColumnMustBeAbleToBeLeftOut() {
    assertThat(target(added("nick"))).as("NULL").isEqualTo(ATTENTION);
    assertThat(target(mandatory(Optional.empty(), Optional.empty()))).isEqualTo(BREAKING);
    assertThat(target(mandatory(Optional.empty(), Optional.of("0")))).isEqualTo(ATTENTION);
    assertThat(target(mandatory(Optional.of("a || b"), Optional.empty()))).isEqualTo(ATTENTION);
    assertThat(
            target(
                new Comparison.ColumnNew(
                    table(),
                    new Schema.Column("name", "int", false, Optional.empty(), Optional.empty()))))
        .as("the mapping fills it")
        .isEqualTo(ATTENTION);
    for (String clock : List.of("now()", "CURRENT_TIMESTAMP", "clock_timestamp()", "localtime")) {
      assertThat(target(mandatory(Optional.empty(), Optional.of(clock))))
          .as(clock)
          .isEqualTo(BREAKING);
    }
  }

  @Test
  void targetTypesMayGrow() {
    assertThat(target(typed("name", TypeChange.WIDER))).isEqualTo(ATTENTION);
    assertThat(target(typed("name", TypeChange.NARROWER))).isEqualTo(BREAKING);
    assertThat(target(typed("name", TypeChange.OTHER))).isEqualTo(BREAKING);
    assertThat(target(typed("nick", TypeChange.OTHER))).isEqualTo(ATTENTION);
  }

  @Test
  void targetColumnsThatNobodyFillsMustBeAbleToBeNull() {
    assertThat(target(nullable("name", false))).isEqualTo(ATTENTION);
    assertThat(target(nullable("nick", false))).isEqualTo(BREAKING);
    assertThat(target(nullable("nick", true))).isEqualTo(ATTENTION);
  }

  @Test
  void targetExpressionsCountByWhoseValueHolds() {
    assertThat(target(computed("name"))).isEqualTo(BREAKING);
    assertThat(target(computed("nick"))).isEqualTo(ATTENTION);
    assertThat(target(defaulted("name", "now()", false))).isEqualTo(HARMLESS);
    assertThat(target(defaulted("nick", "'x'", false))).isEqualTo(ATTENTION);
    assertThat(target(defaulted("nick", "now()", false))).isEqualTo(BREAKING);
  }

  @Test
  void targetKeysCountByWhatTheyRefuse() {
    assertThat(target(keyGone(PRIMARY))).isEqualTo(BREAKING);
    for (Schema.KeyKind kind :
        List.of(Schema.KeyKind.UNIQUE, Schema.KeyKind.FOREIGN, Schema.KeyKind.CHECK)) {
      assertThat(target(keyGone(key(kind, "name")))).as(kind.word).isEqualTo(ATTENTION);
      assertThat(target(new Comparison.KeyNew(table(), key(kind, "name")))).isEqualTo(ATTENTION);
    }
    assertThat(target(keyGone(key(Schema.KeyKind.INDEX, "name")))).isEqualTo(HARMLESS);
    assertThat(target(new Comparison.KeyNew(table(), key(Schema.KeyKind.INDEX, "name"))))
        .isEqualTo(HARMLESS);
  }

  @Test
  void targetTablesCountByWhetherAnEntityFillsThem() {
    assertThat(target(new Comparison.TableGone(table()))).isEqualTo(BREAKING);
    assertThat(target(new Comparison.TableNew(table()))).isEqualTo(ATTENTION);
    assertThat(target(new Comparison.Emptied(table()))).isEqualTo(ATTENTION);
    assertThat(TargetRules.judgeUnfilled(new Comparison.TableGone(table())).severity())
        .isEqualTo(HARMLESS);
  }

  @Test
  void aChangeOfCaseInTheTargetIsAnotherColumn() {
    assertThat(target(gone("Name"))).as("name is filled").isEqualTo(ATTENTION);
    assertThat(
            target(
                new Comparison.ColumnNew(
                    table(),
                    new Schema.Column("Name", "int", false, Optional.empty(), Optional.empty()))))
        .isEqualTo(BREAKING);
  }

  @Test
  void eachChangeIsToldInWords() {
    Schema.Column was = new Schema.Column("a", "int", true, Optional.of("b + c"), Optional.empty());
    Schema.Column is = new Schema.Column("a", "int", false, Optional.empty(), Optional.of("0"));
    Schema.Key some = new Schema.Key(Schema.KeyKind.INDEX, "k", List.of("A", "B"), "of some rows");

    assertThat(
            Stream.of(
                    new Comparison.TableGone(table()),
                    new Comparison.TableNew(table()),
                    new Comparison.Emptied(table()),
                    gone("a"),
                    added("a"),
                    new Comparison.ColumnNew(table(), is),
                    new Comparison.TypeChanged(
                        table(),
                        column("a"),
                        new Schema.Column("a", "text", true, Optional.empty(), Optional.empty()),
                        TypeChange.OTHER),
                    nullable("a", true),
                    nullable("a", false),
                    new Comparison.ExpressionChanged(table(), was, is),
                    new Comparison.ExpressionChanged(table(), is, column("a")),
                    keyGone(PRIMARY),
                    new Comparison.KeyNew(table(), some))
                .map(LegacyRules::words))
        .containsExactly(
            "the table is gone",
            "the table is new",
            "had about 10 rows and has none",
            "the column is gone",
            "the column is new: int",
            "the column is new: int NOT NULL",
            "was int, is text",
            "may hold NULL now",
            "may not hold NULL any more",
            "its computation b + c became default 0",
            "its default 0 became lack of a default",
            "primary key (Id) is gone",
            "index (A, B) of some rows is new");
  }

  @Test
  void theReasonOfATargetsChangeSaysWhatBecomesOfRows() {
    assertThat(why(nullable("name", false))).isEqualTo("rows without a value become dead letters");
    assertThat(why(nullable("name", true))).contains("--accept-changes");
    assertThat(why(added("name"))).startsWith("the mapping fills it; ");
    assertThat(why(added("nick"))).startsWith("nothing fills it; ");
  }

  private static String why(Comparison.Change change) {
    return TargetRules.judge(change, manifest.entity("pupil"), manifest, "public").why();
  }

  private static Severity legacy(Comparison.Change change) {
    return legacy("pupil", change);
  }

  private static Severity legacy(String entity, Comparison.Change change) {
    return LegacyRules.judge(change, manifest.entity(entity)).severity();
  }

  private static Severity unread(Comparison.Change change, boolean skipped) {
    return LegacyRules.judgeUnread(change, skipped).severity();
  }

  private static Severity target(Comparison.Change change) {
    return TargetRules.judge(change, manifest.entity("pupil"), manifest, "public").severity();
  }

  private static Severity target(String table, Comparison.ColumnGone change) {
    Schema.Table named = new Schema.Table(table, -1, List.of(), List.of());
    return target(new Comparison.ColumnGone(named, change.column()));
  }

  private static Schema.Table table(Schema.Key... keys) {
    return new Schema.Table("public.pupils", 10, List.of(), List.of(keys));
  }

  private static Schema.Key key(Schema.KeyKind kind, String... columns) {
    return new Schema.Key(kind, "any", List.of(columns), "");
  }

  private static Comparison.Change keyGone(Schema.Key gone, Schema.Key... left) {
    return new Comparison.KeyGone(table(gone), table(left), gone);
  }

  private static Schema.Column column(String name) {
    return new Schema.Column(name, "int", true, Optional.empty(), Optional.empty());
  }

  private static Comparison.ColumnGone gone(String name) {
    return new Comparison.ColumnGone(table(), column(name));
  }

  private static Comparison.Change added(String name) {
    return new Comparison.ColumnNew(table(), column(name));
  }

  private static Comparison.Change mandatory(Optional<String> computed, Optional<String> usual) {
    return new Comparison.ColumnNew(
        table(), new Schema.Column("nick", "int", false, computed, usual));
  }

  private static Comparison.Change typed(String name, TypeChange how) {
    return new Comparison.TypeChanged(table(), column(name), column(name), how);
  }

  private static Comparison.Change nullable(String name, boolean now) {
    return new Comparison.NullabilityChanged(
        table(), new Schema.Column(name, "int", now, Optional.empty(), Optional.empty()));
  }

  private static Comparison.Change computed(String name) {
    return new Comparison.ExpressionChanged(
        table(),
        column(name),
        new Schema.Column(name, "int", true, Optional.of("a + b"), Optional.empty()));
  }

  private static Comparison.Change defaulted(String name, String usual, boolean nullable) {
    return new Comparison.ExpressionChanged(
        table(),
        column(name),
        new Schema.Column(name, "int", nullable, Optional.empty(), Optional.of(usual)));
  }
}
