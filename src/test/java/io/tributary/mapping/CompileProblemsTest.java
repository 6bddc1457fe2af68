package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.AT;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.entity;
import static io.tributary.mapping.MappingBench.row;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.defaulted;
import static io.tributary.mapping.Targets.generated;
import static io.tributary.mapping.Targets.keyed;
import static io.tributary.mapping.Targets.labels;
import static io.tributary.mapping.Targets.notNull;
import static io.tributary.mapping.Targets.table;
import static io.tributary.mapping.Targets.varchar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.copy.TargetColumn;
import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import io.tributary.manifest.Conversion.Round;
import io.tributary.manifest.Conversion.To;
import io.tributary.manifest.Scope;
import io.tributary.manifest.ValueMap;
import io.tributary.manifest.ValueSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What does not fit is found before a row is read, at its line, with a way out. */
class CompileProblemsTest {

  private static final TargetColumn ID = column("id", "uuid");

  /** Asserts that there is exactly this problem. */
  private static Problem only(MappingBench bench, MappingCode code) {
    List<Problem> problems = bench.problems();

    assertThat(problems).extracting(Problem::code).containsExactly(code);
    assertThat(problems.get(0).hint()).isNotBlank();
    return problems.get(0);
  }

  private static MappingBench one(SourceType type, TargetColumn column, Line line) {
    return bench().legacy("V", type).into(table("things", ID, column), line);
  }

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

  @ParameterizedTest
  @CsvSource({
    "TEXT,date,say `as: date`",
    "TEXT,int4,say `as: integer`",
    "TEXT,numeric,say `as: integer` or `as: decimal`",
    "TEXT,jsonb,say `as: json`",
    "INTEGER,text,say `as: text`",
    "INTEGER,bool,say `as: boolean`",
    "BOOLEAN,int2,say `as: integer`",
    "DECIMAL,int4,say `as: integer`",
    "DOUBLE,float4,say `as: double`",
    "DOUBLE,numeric,say `as: integer` or `as: decimal`",
    "TIMESTAMP,timestamptz,say `as: timestamptz`",
    "TIMESTAMP,date,say `as: date`",
    "UUID,text,say `as: text`",
    "TIMESTAMPTZ,timestamp,'no conversion leads there: change the column, or map it by a bean'",
    "BYTES,text,'no conversion leads there: change the column, or map it by a bean'",
    "TEXT,geometry,'say `as: ewkb` of a geometry or geography; let legacy''s query make one of text,"
        + " or a bean'"
  })
  void typesThatDoNotFitNameTheWordThatWould(SourceType from, String to, String hint) {
    Problem problem =
        only(one(from, column("v", to), Line.from("v", "V")), MappingCode.TYPES_DO_NOT_FIT);

    assertThat(problem.hint()).isEqualTo(hint);
    assertThat(problem.message()).contains("V (").contains("v (" + to + ")");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(strings = {"geometry", "geography", "bytea"})
  void bytesGoIntoColumnsOfPlaces(String type) {
    assertThat(one(SourceType.BYTES, column("v", type), Line.from("v", "V")).problems()).isEmpty();
    assertThat(one(SourceType.BYTES, column("v", type), Line.from("v", "V").as(To.EWKB)).problems())
        .isEmpty();
  }

  @Test
  void aWordThatLeadsElsewhereIsFound() {
    Problem problem =
        only(
            one(SourceType.TEXT, column("v", "date"), Line.from("v", "V").as(To.INTEGER)),
            MappingCode.TYPES_DO_NOT_FIT);

    assertThat(problem.message()).endsWith("by `as: integer`");
    assertThat(problem.hint()).isEqualTo("say `as: date`");
    only(
        one(SourceType.UUID, column("v", "date"), Line.from("v", "V").as(To.DATE)),
        MappingCode.TYPES_DO_NOT_FIT);
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
  void valuesAreForLegacyColumnsOfExactText() {
    ValueMap.Otherwise refuse = new ValueMap.Refuse();
    Map<String, String> values = Map.of("a", "b");

    only(
        one(SourceType.DOUBLE, column("v", "text"), Line.from("v", "V").values(values, refuse)),
        MappingCode.STEP_NOT_POSSIBLE);
    only(
        one(SourceType.BYTES, column("v", "text"), Line.from("v", "V").values(values, refuse)),
        MappingCode.STEP_NOT_POSSIBLE);
    only(
        bench()
            .into(
                table("things", ID, column("v", "text")),
                Line.constant("v", "a").values(values, refuse)),
        MappingCode.STEP_NOT_POSSIBLE);
  }

  @Test
  void replacedValuesAreTriedAtOnce() {
    Problem label =
        only(
            one(
                SourceType.TEXT,
                labels("v", "male", "female"),
                Line.from("v", "V")
                    .values(Map.of("M", "male", "F", "femal"), new ValueMap.Refuse())),
            MappingCode.BAD_LITERAL);

    assertThat(label.message()).startsWith("'femal' in `values` does not fit v");
    only(
        one(
            SourceType.TEXT,
            column("v", "int2"),
            Line.from("v", "V")
                .values(Map.of("A", "1"), new ValueMap.Use(Optional.of("70000")))
                .as(To.INTEGER)),
        MappingCode.BAD_LITERAL);
  }

  @Test
  void stepsThatCannotApplyAreFound() {
    only(
        bench().into(table("things", ID, column("v", "text")), Line.constant("v", "a").as(To.TEXT)),
        MappingCode.STEP_NOT_POSSIBLE);
    only(
        one(
            SourceType.TIMESTAMP,
            column("v", "date"),
            Line.from("v", "V").as(To.DATE, Round.HALF_UP)),
        MappingCode.STEP_NOT_POSSIBLE);
    only(
        one(
            SourceType.TIMESTAMP,
            column("v", "date"),
            Line.from("v", "V").format(To.DATE, "MM/dd/yyyy")),
        MappingCode.STEP_NOT_POSSIBLE);
  }

  @Test
  void aFormatThatCannotMakeTheKindIsFound() {
    for (String bad : List.of("MM/yyyy", "qqq{", "HH:mm")) {
      only(
          one(SourceType.TEXT, column("v", "date"), Line.from("v", "V").format(To.DATE, bad)),
          MappingCode.STEP_NOT_POSSIBLE);
    }
  }

  @Test
  void aMissingBeanIsNamed() {
    assertThat(
            only(
                    bench()
                        .into(
                            table("things", ID, column("v", "text")),
                            Line.bean("v", "shout", "Id")),
                    MappingCode.UNKNOWN_BEAN)
                .message())
        .contains("no bean shout");
  }

  @ParameterizedTest
  @CsvSource({
    "bool,perhaps",
    "int2,40000",
    "int4,1.5",
    "numeric,x",
    "date,31/12/2024",
    "timestamptz,2024-01-01T00:00:00",
    "uuid,1-1-1-1-1",
    "jsonb,{a}",
    "bytea,abc",
    "bytea,\\xa",
    "geometry,POINT (1 2)",
    "geography,\\x0101000020E61000000000000000006940"
  })
  void aConstantThatIsNoValueOfItsColumnIsFound(String type, String text) {
    assertThat(
            only(
                    bench().into(table("things", ID, column("v", type)), Line.constant("v", text)),
                    MappingCode.BAD_LITERAL)
                .message())
        .startsWith("'" + text + "' does not fit v (" + type + ")");
  }

  @Test
  void nullIsNoConstantForAColumnThatMustBeFilled() {
    only(
        bench()
            .into(
                table("things", ID, notNull(column("v", "text"))),
                Line.map("v", new ValueSource.Constant(Optional.empty()))),
        MappingCode.BAD_LITERAL);
  }

  private static SourceColumn parentKey(SourceType type, int scale) {
    return new SourceColumn("Id", type, "legacy " + type, 0, scale, false);
  }

  private static MappingBench child(SourceType type, SourceColumn key, Line line) {
    return bench()
        .parent(entity("school", Scope.TENANT, List.of("Id"), List.of()), key)
        .legacy("V", type)
        .into(table("things", ID, column("v", "uuid")), line);
  }

  @ParameterizedTest
  @CsvSource({
    "TEXT,INTEGER",
    "UUID,INTEGER",
    "TEXT,UUID",
    "DATE,TIMESTAMP",
    "TIMESTAMPTZ,TIMESTAMPTZ"
  })
  void aReferenceIsOfItsParentsKeyType(SourceType child, SourceType parent) {
    assertThat(
            only(
                    child(child, parentKey(parent, 0), Line.reference("v", "school", "V")),
                    MappingCode.REFERENCE_KEY_DIFFERS)
                .message())
        .contains("school.Id is legacy " + parent);
  }

  @Test
  void timesOfOtherDigitsAreOtherKeys() {
    only(
        child(
            SourceType.TIMESTAMP,
            parentKey(SourceType.TIMESTAMP, 7),
            Line.reference("v", "school", "V")),
        MappingCode.REFERENCE_KEY_DIFFERS);
  }

  @Test
  void aReferenceNamesAsManyColumnsAsTheKeyHas() {
    only(
        child(
            SourceType.INTEGER,
            parentKey(SourceType.INTEGER, 0),
            Line.reference("v", "school", "V", "Id")),
        MappingCode.REFERENCE_KEY_DIFFERS);
  }

  @Test
  void aDeferredReferenceMayBeNull() {
    only(
        bench()
            .legacy("V", SourceType.INTEGER)
            .into(
                table("things", ID, notNull(column("v", "uuid"))),
                Line.deferred("v", "thing", "V")),
        MappingCode.UNFILLED_COLUMN);
  }

  @Test
  void aSharedRowHoldsNothingOfOneTenant() {
    only(
        child(
                SourceType.INTEGER,
                parentKey(SourceType.INTEGER, 0),
                Line.reference("v", "school", "V"))
            .shared("Id"),
        MappingCode.SHARED_ROW_OF_ONE_TENANT);
    only(
        bench()
            .shared("Id")
            .into(
                table("things", ID, column("v", "uuid")),
                Line.map("v", new ValueSource.TenantId())),
        MappingCode.SHARED_ROW_OF_ONE_TENANT);
  }

  @Test
  void aNaturalKeyCanIdentify() {
    only(
        one(SourceType.DOUBLE, column("v", "float8"), Line.from("v", "V")).shared("V"),
        MappingCode.NATURAL_KEY);
    only(bench().into(table("things", ID)).shared("Nope"), MappingCode.UNKNOWN_LEGACY_COLUMN);
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
  void aTypeThatCannotBeCopiedIsPlacedAtItsLine() {
    List<Problem> problems =
        one(SourceType.TEXT, column("v", "tsvector"), Line.from("v", "V")).problems();

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).where()).isEqualTo("m.yaml:7:9 entities.thing.into.things.v");
    assertThat(problems.get(0).message()).contains("tsvector");
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
