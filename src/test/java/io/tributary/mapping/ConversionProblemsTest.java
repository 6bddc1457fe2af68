package io.tributary.mapping;

import static io.tributary.mapping.CompileProblems.ID;
import static io.tributary.mapping.CompileProblems.one;
import static io.tributary.mapping.CompileProblems.only;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.labels;
import static io.tributary.mapping.Targets.notNull;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.SourceType;
import io.tributary.fault.Problem;
import io.tributary.manifest.Conversion.Round;
import io.tributary.manifest.Conversion.To;
import io.tributary.manifest.ValueMap;
import io.tributary.manifest.ValueSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Types, words, values and constants that do not lead to their column are found before a row is
 * read.
 */
class ConversionProblemsTest {

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

  @Test
  void aTypeThatCannotBeCopiedIsPlacedAtItsLine() {
    List<Problem> problems =
        one(SourceType.TEXT, column("v", "tsvector"), Line.from("v", "V")).problems();

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).where()).isEqualTo("m.yaml:7:9 entities.thing.into.things.v");
    assertThat(problems.get(0).message()).contains("tsvector");
  }
}
