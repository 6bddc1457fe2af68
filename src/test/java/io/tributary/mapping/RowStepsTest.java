package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.NEW_YORK;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.SourceType;
import org.junit.jupiter.api.Test;

class RowStepsTest {

  private final RowSteps rows = new RowSteps();
  private final Batch batch =
      bench()
          .legacy("Status", SourceType.TEXT)
          .legacy("IsTest", SourceType.BOOLEAN)
          .into(table("things", column("id", "uuid")))
          .batch(
              NEW_YORK,
              values(1L, "LIVE", false),
              values(2L, "TEST", false),
              values(3L, " ", true),
              values(4L, null, null));

  @Test
  void rowsWithAValueAreDroppedAndCounted() {
    rows.dropWhere(batch.chunks(4).get(0), "status", "TEST");

    assertThat(batch.filterReasons()).containsOnlyKeys(1).containsValue("status = TEST");
    assertThat(batch.accounting().filtered()).isEqualTo(1);
  }

  @Test
  void aBitIsWrittenAsOneOrTrue() {
    rows.dropWhere(batch.chunks(4).get(0), "IsTest", "1");
    rows.dropWhere(batch.chunks(4).get(0), "IsTest", "false");

    assertThat(batch.filterReasons()).containsOnlyKeys(0, 1, 2);
  }

  @Test
  void blankAndNullRowsAreDropped() {
    rows.dropWhereBlank(batch.chunks(4).get(0), "Status");

    assertThat(batch.filterReasons()).containsOnlyKeys(2, 3).containsValue("Status is blank");
  }

  @Test
  void aColumnThatIsNotThereIsAnError() {
    assertThatThrownBy(() -> rows.dropWhere(batch.chunks(4).get(0), "Stauts", "TEST"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Stauts");
    assertThatThrownBy(() -> rows.dropWhereBlank(batch.chunks(4).get(0), "Stauts"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
