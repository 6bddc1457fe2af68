package io.tributary.mapping;

import static io.tributary.mapping.CompileProblems.ID;
import static io.tributary.mapping.CompileProblems.one;
import static io.tributary.mapping.CompileProblems.only;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.entity;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.notNull;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Scope;
import io.tributary.manifest.ValueSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * References, shared rows and natural keys that could not tell rows apart are found before a row is
 * read.
 */
class ReferenceProblemsTest {

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
}
