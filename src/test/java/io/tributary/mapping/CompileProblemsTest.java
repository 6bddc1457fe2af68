package io.tributary.mapping;

import static io.tributary.mapping.CompileProblems.ID;
import static io.tributary.mapping.CompileProblems.one;
import static io.tributary.mapping.CompileProblems.only;
import static io.tributary.mapping.MappingBench.AT;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.row;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.defaulted;
import static io.tributary.mapping.Targets.generated;
import static io.tributary.mapping.Targets.keyed;
import static io.tributary.mapping.Targets.notNull;
import static io.tributary.mapping.Targets.table;
import static io.tributary.mapping.Targets.varchar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.SourceType;
import io.tributary.copy.TargetColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.ValueSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** What does not fit is found before a row is read, at its line, with a way out. */
class CompileProblemsTest {

  @Test
  void aGoodMappingHasNoProblem() {
    MappingBench bench = one(SourceType.TEXT, column("v", "text"), Line.from("v", "v"));

    assertThat(bench.problems()).isEmpty();
    assertThat(bench.mapper()).isNotNull();
  }

  @Test
  void anUnknownLegacyColumnIsGuessed() {
    MappingBench bench =
        bench()
            .legacy("FirstName", SourceType.TEXT)
            .ignore("FirstName")
            .into(table("things", ID, column("v", "text")), Line.from("v", "FristName"));

    Problem problem = only(bench, MappingCode.UNKNOWN_LEGACY_COLUMN);

    assertThat(problem.where()).isEqualTo("m.yaml:7:9 entities.thing.into.things.v");
    assertThat(problem.message()).contains("dbo.thing has no column FristName");
    assertThat(problem.hint()).isEqualTo("did you mean FirstName?");
  }

  @Test
  void theIdOfAMainTableCannotBeALegacyGuid() {
    Problem problem =
        only(
            one(SourceType.UUID, column("v", "uuid"), Line.from("id", "V")),
            MappingCode.ROW_ID_REPLACED);

    assertThat(problem.where()).isEqualTo("m.yaml:7:9 entities.thing.into.things.id");
    assertThat(problem.message()).contains("things.id is the row's id");
  }

  @Test
  void theOneColumnOfAPrimaryKeyIsTheIdWhateverItsName() {
    TargetColumn key = notNull(column("thing_id", "uuid"));

    only(
        bench()
            .legacy("V", SourceType.UUID)
            .into(keyed(table("things", key), "thing_id"), Line.from("thing_id", "V")),
        MappingCode.ROW_ID_REPLACED);
    assertThat(
            bench()
                .into(
                    keyed(table("things", key), "thing_id"),
                    Line.map("thing_id", new ValueSource.RowId()))
                .problems())
        .isEmpty();
    assertThat(
            bench()
                .into(
                    keyed(table("things", key), "thing_id"),
                    Line.map("thing_id", new ValueSource.Self()))
                .problems())
        .isEmpty();
  }

  @Test
  void aFurtherTableMayKeepALegacyGuid() {
    assertThat(
            bench()
                .legacy("V", SourceType.UUID)
                .into(table("things", ID))
                .into(table("notes", column("id", "uuid")), Line.from("id", "V"))
                .problems())
        .isEmpty();
  }

  @Test
  void anUnknownTargetColumnIsGuessed() {
    Problem problem =
        only(
            bench()
                .legacy("V", SourceType.TEXT)
                .into(table("things", ID, column("last_name", "text")), Line.from("lastname", "V")),
            MappingCode.UNKNOWN_TARGET_COLUMN);

    assertThat(problem.hint()).isEqualTo("did you mean last_name?");
  }

  @Test
  void anUnknownTargetTableIsSaid() {
    Problem problem =
        only(
            bench().into(table("things", ID)).intoMissing("contacts"),
            MappingCode.UNKNOWN_TARGET_TABLE);

    assertThat(problem.message()).contains("no table contacts");
    assertThat(problem.hint()).isEqualTo("there are: things");
  }

  @Test
  void aGeneratedColumnCannotBeMapped() {
    only(
        one(SourceType.TEXT, generated(column("v", "text")), Line.from("v", "V")),
        MappingCode.GENERATED_COLUMN);
  }

  @Test
  void aColumnThatMustBeFilledIs() {
    Problem problem =
        only(
            bench().into(table("things", ID, notNull(column("v", "text")))),
            MappingCode.UNFILLED_COLUMN);

    assertThat(problem.message()).contains("app.things.v");
    assertThat(problem.where()).isEqualTo(AT.toString());
  }

  @Test
  void aColumnWithAnOrdinaryDefaultNeedsNoMapping() {
    assertThat(
            bench()
                .into(
                    table(
                        "things",
                        ID,
                        notNull(defaulted(column("v", "int4"), "nextval('now_seq'::regclass)")),
                        generated(notNull(column("g", "int4")))))
                .problems())
        .isEmpty();
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {
        "now()",
        "CURRENT_TIMESTAMP",
        "('now'::text)::date",
        "clock_timestamp()",
        "timezone('utc'::text, now())"
      })
  void theMigrationsOwnClockIsKeptOut(String expression) {
    Problem problem =
        only(
            bench().into(table("things", ID, defaulted(column("made", "timestamptz"), expression))),
            MappingCode.CLOCK_DEFAULT);

    assertThat(problem.message()).contains("made").contains(expression);
  }

  @Test
  void noLegacyColumnIsLostInSilence() {
    Problem problem =
        only(
            bench()
                .legacy("Fax", SourceType.TEXT)
                .legacy("Pager", SourceType.TEXT)
                .legacy("RowVersion", SourceType.BYTES)
                .ignore("RowVersion")
                .into(table("things", ID)),
            MappingCode.UNMAPPED_LEGACY_COLUMNS);

    assertThat(problem.message()).isEqualTo("nothing maps Fax, Pager");
    assertThat(problem.hint()).contains("`ignore: [ Fax, Pager ]`").contains("pack: rest");
  }

  @Test
  void whatIsIgnoredIsNotMapped() {
    only(
        one(SourceType.TEXT, column("v", "text"), Line.from("v", "V")).ignore("V"),
        MappingCode.MAPPED_TWICE);
  }

  @Test
  void triggersThatWriteAreRefused() {
    assertThat(
            only(
                    bench().into(table("things", List.of("touch_updated_at"), true, ID)),
                    MappingCode.WRITING_TRIGGER)
                .message())
        .contains("touch_updated_at");
  }

  @Test
  void aTableThatTheRoleMayNotWriteIsFound() {
    only(bench().into(table("things", List.of(), false, ID)), MappingCode.NOT_INSERTABLE);
  }

  @Test
  void aConventionColumnOfAnotherTypeIsFoundUnlessItFillsItself() {
    only(bench().into(table("things", column("id", "int8"))), MappingCode.TYPES_DO_NOT_FIT);
    only(
        bench().into(table("things", ID, column("legacy_id", "uuid"))),
        MappingCode.TYPES_DO_NOT_FIT);
    assertThat(
            bench()
                .into(table("things", defaulted(notNull(column("id", "int8")), "identity")))
                .problems())
        .isEmpty();
  }

  @Test
  void rowsOfOneTableHaveTheirColumnsOrNull() {
    only(
        bench()
            .legacy("A", SourceType.TEXT)
            .into(table("things", ID))
            .each(
                table("parts", ID, notNull(varchar("name", 9))),
                List.of(),
                row("1", List.of("A"), Line.from("name", "A")),
                row("2", List.of("A"))),
        MappingCode.UNFILLED_COLUMN);
    only(
        bench()
            .legacy("A", SourceType.TEXT)
            .into(table("things", ID))
            .each(
                table("parts", ID, varchar("name", 9)),
                List.of(Line.from("name", "A")),
                row("1", List.of("A"), Line.from("name", "A"))),
        MappingCode.MAPPED_TWICE);
    only(
        bench()
            .into(table("things", ID))
            .each(table("parts", ID), List.of(), row("1", List.of("Nope"))),
        MappingCode.UNKNOWN_LEGACY_COLUMN);
  }

  @Test
  void allProblemsAreSaidAtOnce() {
    MappingBench bench =
        bench()
            .legacy("A", SourceType.TEXT)
            .into(
                table("things", ID, column("n", "int4"), notNull(column("m", "text"))),
                Line.from("n", "A"),
                Line.from("x", "A"));

    assertThatThrownBy(bench::mapper)
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::code)
                    .containsExactlyInAnyOrder(
                        MappingCode.TYPES_DO_NOT_FIT,
                        MappingCode.UNKNOWN_TARGET_COLUMN,
                        MappingCode.UNFILLED_COLUMN));
  }
}
