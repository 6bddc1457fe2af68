package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.NEW_YORK;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.notNull;
import static io.tributary.mapping.Targets.table;
import static io.tributary.mapping.Targets.varchar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.Reason;
import io.tributary.batch.RowChunk;
import io.tributary.batch.RowOutcome;
import io.tributary.batch.RowRefusedException;
import io.tributary.batch.SourceType;
import io.tributary.copy.TableRows;
import io.tributary.fault.MigrationException;
import io.tributary.manifest.LoadStyle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityMapperTest {

  /** Stored hashes tell changed rows from unchanged ones, so a new value makes all rows changed. */
  private static final long HASH_OF_ROW_2 = -7301530012969875438L;

  private static MappingBench named() {
    return bench()
        .legacy("Name", SourceType.TEXT)
        .into(
            table("things", column("id", "uuid"), notNull(varchar("name", 5))),
            Line.from("name", "Name"));
  }

  @Test
  void aBadRowCostsItselfAlone() {
    Mapped mapped = named().map(values(1L, "a"), values(2L, "too long"), values(3L, null));

    assertThat(mapped.batch().outcome(0)).isEqualTo(RowOutcome.MAPPED);
    assertThat(mapped.refusal(1).reason()).isEqualTo(Reason.TOO_LONG);
    assertThat(mapped.refusal(2).reason()).isEqualTo(Reason.NULL_NOT_ALLOWED);
    assertThat(mapped.refusal(2).column()).contains("name");
    assertThat(mapped.rows("things")).hasSize(1);
  }

  @Test
  void droppedRowsAreNotMapped() {
    MappingBench bench = named();
    Batch batch = bench.batch(NEW_YORK, values(1L, "a"), values(2L, "b"));
    RowChunk chunk = batch.chunks(2).get(0);
    chunk.drop(chunk.rows().get(0), "test");

    Mapped mapped = new Mapped(batch, bench.mapper().map(chunk));

    assertThat(mapped.batch().outcome(0)).isEqualTo(RowOutcome.FILTERED);
    assertThat(mapped.rows("things")).extracting(r -> r.get("name")).containsExactly("b");
  }

  @Test
  void theSameRowHasTheSameHashInAnyBatchAndAnotherValueAnother() {
    Mapped alone = named().map(values(2L, "b"));
    Mapped together = named().map(values(1L, "a"), values(2L, "b"), values(3L, "c"));

    assertThat(together.batch().hash(1)).isEqualTo(alone.batch().hash(0));
    assertThat(together.batch().hash(1)).isNotEqualTo(together.batch().hash(2));
    assertThat(named().map(values(2L, "B")).batch().hash(0)).isNotEqualTo(alone.batch().hash(0));
  }

  @Test
  void theHashOfARowIsStableForEver() {
    assertThat(named().map(values(2L, "b")).batch().hash(0)).isEqualTo(HASH_OF_ROW_2);
  }

  @Test
  void valuesAreKeptForUpsertsOnly() {
    TableRows copied = named().load(LoadStyle.COPY).map(values(1L, "a")).chunk().tables().get(0);
    TableRows upserted =
        named().load(LoadStyle.UPSERT).map(values(1L, "a")).chunk().tables().get(0);

    assertThat(copied.values()).isEmpty();
    assertThat(upserted.values()).hasSize(1);
    assertThat(copied.buffer().size()).isEqualTo(upserted.buffer().size());
  }

  @Test
  void aBeanMakesAValueOfARow() {
    Mapped mapped =
        withBean(row -> "<" + row.text("name") + ">").map(values(1L, "a"), values(2L, null));

    assertThat(mapped.rows("things"))
        .extracting(r -> r.get("name"))
        .containsExactly("<a>", "<null>");
  }

  @Test
  void aBeanMayRefuseARow() {
    Mapped mapped =
        withBean(
                row -> {
                  throw new RowRefusedException(Reason.REFUSED_BY_BEAN, "not this one");
                })
            .map(values(1L, "a"));

    assertThat(mapped.refusal(0).reason()).isEqualTo(Reason.REFUSED_BY_BEAN);
    assertThat(mapped.refusal(0).message()).isEqualTo("not this one");
  }

  @Test
  void aBeanThatBreaksFailsTheBatchWithoutShowingTheRow() {
    MappingBench bench =
        withBean(
            row -> {
              throw new IllegalStateException("oops");
            });

    assertThatThrownBy(() -> bench.map(values(1L, "Personal Name")))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0220 thing/district-a")
        .hasMessageContaining("row 0")
        .hasMessageContaining("column name")
        .hasMessageNotContaining("Personal")
        .hasRootCauseMessage("oops");
  }

  @Test
  void aBeanThatReturnsAnotherClassFailsTheBatch() {
    MappingBench bench = withBean(row -> 5L);

    assertThatThrownBy(() -> bench.map(values(1L, "a"))).isInstanceOf(MigrationException.class);
  }

  @Test
  void beansBringTheirVersions() {
    ColumnMapper second =
        new ColumnMapper() {
          @Override
          public @Nullable Object map(RowChunk.Row row) {
            return null;
          }

          @Override
          public String version() {
            return "2";
          }
        };

    assertThat(withBean(second).mapper().beanVersions()).containsEntry("shout", "2");
  }

  private static MappingBench withBean(ColumnMapper bean) {
    return bench()
        .bean("shout", bean)
        .legacy("Name", SourceType.TEXT)
        .into(
            table("things", column("id", "uuid"), column("name", "text")),
            Line.bean("name", "shout", "Name"));
  }

  @Test
  void rowsOfAnotherShapeAreNotMappedAtAll() {
    MappingBench drifted =
        bench()
            .legacy("Other", SourceType.TEXT)
            .into(
                table("things", column("id", "uuid"), column("o", "text")),
                Line.from("o", "Other"));
    Batch batch = drifted.batch(NEW_YORK, values(1L, "a"));

    assertThatThrownBy(() -> named().mapper().map(batch.chunks(1).get(0)))
        .isInstanceOf(MigrationException.class)
        .hasMessageContaining("TRB-0221");
  }

  @Test
  void aKeyThatNoTextCanHoldRefusesTheRow() {
    Mapped mapped =
        bench()
            .legacy("Code", SourceType.TEXT)
            .key("Code")
            .ignore("Id")
            .into(table("things", column("id", "uuid")))
            .map(values(1L, "a\u0000"));

    assertThat(mapped.refusal(0).reason()).isEqualTo(Reason.NUL_CHARACTER);
    assertThat(mapped.refusal(0).column()).isEmpty();
  }
}
