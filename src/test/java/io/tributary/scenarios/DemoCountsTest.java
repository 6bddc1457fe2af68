package io.tributary.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.demo.Expectations.Rows;
import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Every legacy row is in the target, or is one that the demo's data says cannot be. */
class DemoCountsTest {

  private static final DemoRun RUN = DemoRun.get();

  @Test
  void theRunIsComplete() {
    assertThat(RUN.result().problems()).isEmpty();
    assertThat(RUN.result().isComplete()).isTrue();
    assertThat(RUN.result().partitions()).hasSize(DemoEntity.values().length * 3);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"GRADE", "ASSESSMENT_TYPE"})
  void theTargetHasLegacysRowsLessFiltersAndDeadLetters(DemoEntity entity) {
    for (DemoDistrict district : RUN.districts()) {
      long dead = district.expectations().of(entity.entity()).dead().size();

      assertThat(
              entity
                  .target()
                  .number(
                      "SELECT count(*) FROM " + entity.table() + " WHERE \"tenant_id\" = ?",
                      district.tenantId()))
          .as(district.name())
          .isPositive()
          .isEqualTo(entity.wantedRows(district) - dead);
    }
    assertThat(
            entity
                .target()
                .number(
                    "SELECT count(*) FROM "
                        + entity.table()
                        + " WHERE \"tenant_id\" NOT IN (?, ?, ?)",
                    RUN.districts().stream().map(DemoDistrict::tenantId).toArray()))
        .isZero();
  }

  @ParameterizedTest
  @EnumSource
  void everyRowThatIsToBeMigratedIsMappedOrADeadLetter(DemoEntity entity) {
    for (DemoDistrict district : RUN.districts()) {
      Rows rows = district.expectations().of(entity.entity());

      assertThat(entity.legacyRows(district)).isEqualTo(rows.legacyRows());
      assertThat(entity.wantedRows(district))
          .isEqualTo(rows.legacyRows() - rows.excluded() - rows.filtered());
      assertThat(entity.newIds(district))
          .as(district.name())
          .hasSize(Math.toIntExact(rows.loaded()));
    }
  }

  @Test
  void rowsAreExcludedAndFiltered() {
    for (DemoDistrict district : RUN.districts()) {
      for (DemoEntity entity : List.of(DemoEntity.AUDIT_LOG, DemoEntity.ASSESSMENT_RESULT)) {
        assertThat(entity.legacyRows(district) - entity.wantedRows(district))
            .as(entity + " of " + district)
            .isPositive();
      }
    }
  }

  @Test
  void theDeadLettersAreThoseOfTheDemosDataNoMoreAndNoFewer() {
    List<String> letters = new ArrayList<>();
    for (String service : List.of("students", "identity")) {
      letters.addAll(
          RUN.service(service)
              .lines(
                  """
                  SELECT t."name", l."entity_type", l."legacy_key", l."reason", l."column_name"
                  FROM "migration"."dead_letter" l JOIN "migration"."tenant" t USING ("tenant_id")
                  """));
    }
    List<String> expected = new ArrayList<>();
    for (DemoDistrict district : RUN.districts()) {
      district
          .expectations()
          .entities()
          .forEach(
              (entity, rows) ->
                  rows.dead()
                      .forEach(
                          dead ->
                              expected.add(
                                  String.join(
                                      "|",
                                      district.name(),
                                      entity,
                                      dead.key(),
                                      dead.reason().name(),
                                      dead.column()))));
    }

    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(letters).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aDeadLetterKeepsItsLegacyRow() {
    for (String service : List.of("students", "identity")) {
      assertThat(
              RUN.service(service)
                  .lines(
                      """
                      SELECT l."entity_type", l."legacy_key" FROM "migration"."dead_letter" l
                      WHERE l."status" <> 'open' OR l."message" = '' OR l."legacy_key"
                        <> coalesce(l."source_row" ->> 'Id',
                                    concat_ws('|', l."source_row" ->> 'StaffId',
                                                   l."source_row" ->> 'SchoolId'))
                      """))
          .isEmpty();
    }
  }

  @Test
  void theLedgersAccountsAreTheCountsOfTheTables() {
    for (DemoDistrict district : RUN.districts()) {
      for (DemoEntity entity : DemoEntity.values()) {
        Rows rows = district.expectations().of(entity.entity());
        long read = rows.legacyRows() - rows.excluded();

        assertThat(
                entity
                    .target()
                    .lines(
                        """
                        SELECT sum("rows_read") FILTER (WHERE "kind" <> 'replay'),
                               sum("rows_inserted" + "rows_deduplicated"),
                               sum("rows_filtered"),
                               -- Tried again at the end of the phase, a row was dead before, too.
                               sum("rows_dead_lettered")
                                 - coalesce(sum("rows_read") FILTER (WHERE "kind" = 'replay'), 0),
                               sum("rows_updated" + "rows_unchanged")
                        FROM "migration"."batch_state"
                        WHERE "entity_type" = ? AND "tenant_id" = ?
                        """,
                        entity.entity(),
                        district.tenantId()))
            .as(entity + " of " + district)
            .containsExactly(
                "%d|%d|%d|%d|0"
                    .formatted(read, rows.loaded(), rows.filtered(), rows.dead().size()));
      }
    }
  }
}
