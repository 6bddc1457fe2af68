package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.NEW_YORK;
import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.row;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.notNull;
import static io.tributary.mapping.Targets.numeric;
import static io.tributary.mapping.Targets.table;
import static io.tributary.mapping.Targets.varchar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.batch.RowChunk;
import io.tributary.batch.RowOutcome;
import io.tributary.batch.SourceType;
import io.tributary.copy.CopyPayload;
import io.tributary.copy.MappedChunk;
import io.tributary.copy.TableRows;
import io.tributary.manifest.Conversion;
import io.tributary.manifest.ValueSource;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Whatever the rows hold: none is lost, none is there twice, none is there in part. */
class MappingProperties {

  private final MappingBench bench =
      bench()
          .legacy("Name", SourceType.TEXT)
          .legacy("Amount", SourceType.DECIMAL)
          .legacy("Made", SourceType.TIMESTAMP)
          .legacy("Contact", SourceType.TEXT)
          .into(
              table(
                  "things",
                  column("id", "uuid"),
                  notNull(varchar("name", 4)),
                  numeric("amount", 4, 1),
                  column("made", "timestamptz")),
              Line.from("name", "Name"),
              Line.from("amount", "Amount"),
              Line.from("made", "Made").instant(Conversion.Gap.REFUSE, Conversion.Overlap.REFUSE))
          .each(
              table("contacts", column("thing_id", "uuid"), varchar("name", 3)),
              List.of(Line.map("thing_id", new ValueSource.Self())),
              row("1", List.of("Contact"), Line.from("name", "Contact")));

  private final EntityMapper mapper = bench.mapper();

  @Provide
  Arbitrary<List<@Nullable Object[]>> rows() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(6).injectNull(0.2);
    Arbitrary<BigDecimal> amount =
        Arbitraries.bigDecimals()
            .between(new BigDecimal("-2000"), new BigDecimal("2000"))
            .ofScale(2)
            .injectNull(0.2);
    Arbitrary<LocalDateTime> made =
        Arbitraries.longs()
            .between(1_704_000_000L, 1_735_000_000L)
            .map(s -> LocalDateTime.ofEpochSecond(s, (int) (s % 2) * 100, ZoneOffset.UTC))
            .injectNull(0.2);
    return Combinators.combine(text, amount, made, text)
        .as((a, b, c, d) -> new @Nullable Object[] {0L, a, b, c, d})
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }

  @Property(tries = 300)
  void everyRowIsMappedFilteredOrRefusedAndOnlyMappedRowsAreWritten(
      @ForAll("rows") List<@Nullable Object[]> rows,
      @ForAll @IntRange(min = 1, max = 8) int chunkRows) {
    Batch batch = batch(rows);
    List<MappedChunk> mapped = new ArrayList<>();
    for (RowChunk chunk : batch.chunks(chunkRows)) {
      chunk.dropIf(row -> row.index() % 5 == 4, "every fifth");
      mapped.add(mapper.map(chunk));
    }
    CopyPayload payload = PayloadCheck.close(mapped);

    assertThat(IntStream.range(0, batch.size()).mapToObj(batch::outcome))
        .containsOnly(outcomes(batch));
    int[] written =
        payload.tables().get(0).stream().flatMapToInt(MappingProperties::legacyRows).toArray();
    int[] expected =
        IntStream.range(0, batch.size())
            .filter(i -> batch.outcome(i) == RowOutcome.MAPPED)
            .toArray();
    assertThat(written).isEqualTo(expected);
    assertThat(payload.tables().get(1).stream().flatMapToInt(MappingProperties::legacyRows))
        .isSubsetOf(IntStream.of(expected).boxed().toList());
    assertThat(batch.deadLetters().keySet()).allMatch(i -> batch.outcome(i) == RowOutcome.DEAD);
  }

  @Property(tries = 100)
  void theHashOfARowDoesNotDependOnItsChunk(@ForAll("rows") List<@Nullable Object[]> rows) {
    Batch whole = batch(rows);
    Batch cut = batch(rows);
    mapper.map(whole.chunks(rows.size()).get(0));
    cut.chunks(1).forEach(mapper::map);

    for (int i = 0; i < rows.size(); i++) {
      assertThat(cut.outcome(i)).isEqualTo(whole.outcome(i));
      assertThat(cut.hash(i)).isEqualTo(whole.hash(i));
    }
  }

  private static RowOutcome[] outcomes(Batch batch) {
    return IntStream.range(0, batch.size())
        .mapToObj(batch::outcome)
        .filter(o -> o == RowOutcome.MAPPED || o == RowOutcome.FILTERED || o == RowOutcome.DEAD)
        .distinct()
        .toArray(RowOutcome[]::new);
  }

  private Batch batch(List<@Nullable Object[]> rows) {
    @Nullable Object[][] numbered = new Object[rows.size()][];
    for (int i = 0; i < numbered.length; i++) {
      numbered[i] = rows.get(i).clone();
      numbered[i][0] = (long) i;
    }
    return bench.batch(NEW_YORK, numbered);
  }

  private static IntStream legacyRows(TableRows rows) {
    return IntStream.range(0, rows.size()).map(rows::legacyRow);
  }
}
