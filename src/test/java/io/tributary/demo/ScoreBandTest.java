package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.batch.KeyShape;
import io.tributary.batch.LoadMode;
import io.tributary.batch.Reason;
import io.tributary.batch.RowChunk;
import io.tributary.batch.RowRefusedException;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The demo's custom bean names the band of a score. */
class ScoreBandTest {

  private static final Manifest MANIFEST = NorthstarManifestTest.load();

  @Test
  void aBandBeginsAtItsShareOfThePoints() {
    assertThat(band(0L, 50L)).isEqualTo("below");
    assertThat(band(19L, 50L)).isEqualTo("below");
    assertThat(band(20L, 50L)).isEqualTo("basic");
    assertThat(band(65L, 100L)).isEqualTo("proficient");
    assertThat(band(85L, 100L)).isEqualTo("advanced");
    assertThat(band(50L, 50L)).isEqualTo("advanced");
  }

  @Test
  void withoutAScoreOrPointsThereIsNoBand() {
    assertThat(band(null, 50L)).isNull();
    assertThat(band(10L, 0L)).isNull();
  }

  @Test
  void aScoreAboveThePointsIsRefused() {
    assertThatThrownBy(() -> band(51L, 50L))
        .isInstanceOfSatisfying(
            RowRefusedException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.REFUSED_BY_BEAN));
  }

  private static @Nullable Object band(@Nullable Long score, Long most) {
    SourceColumn id = new SourceColumn("Id", SourceType.INTEGER, "bigint", 0, 0, false);
    SourceColumn raw = new SourceColumn("RawScore", SourceType.INTEGER, "bigint", 0, 0, true);
    SourceColumn max = new SourceColumn("MaxScore", SourceType.INTEGER, "int", 0, 0, false);
    Claim claim =
        new Claim(
            UUID.randomUUID(),
            MANIFEST.entity("assessment-result"),
            MANIFEST.tenants().get(0),
            0,
            0,
            0,
            0,
            0,
            LoadMode.DIRECT,
            Optional.empty(),
            "");
    Batch batch =
        new Batch(
            claim,
            new RowShape(List.of(id, raw, max)),
            new KeyShape(List.of(id)),
            Optional.empty(),
            List.<Object[]>of(new Object[] {1L, score, most}),
            0,
            true,
            0);
    RowChunk.Row row = batch.chunks(1).get(0).rows().get(0);
    return new ScoreBand().map(row);
  }
}
