package io.tributary.demo;

import io.tributary.batch.Reason;
import io.tributary.batch.RowChunk;
import io.tributary.batch.RowRefusedException;
import io.tributary.mapping.ColumnMapper;
import org.jspecify.annotations.Nullable;

/**
 * The demo's custom bean: names the band that a result lies in by its share of the points to be
 * had. No band without a score, or where there were no points to be had. Stateless.
 */
public final class ScoreBand implements ColumnMapper {

  /** Creates the bean. */
  public ScoreBand() {}

  /**
   * The band of a row with the columns RawScore and MaxScore.
   *
   * @throws RowRefusedException if the score is above the points to be had
   */
  @Override
  public @Nullable Object map(RowChunk.Row row) {
    Long score = (Long) row.get("RawScore");
    Long most = (Long) row.get("MaxScore");
    if (score == null || most == null || most == 0) {
      return null;
    }
    if (score > most) {
      throw new RowRefusedException(
          Reason.REFUSED_BY_BEAN, "the score is above the points to be had");
    }
    long share = score * 100 / most;
    return share < 40 ? "below" : share < 65 ? "basic" : share < 85 ? "proficient" : "advanced";
  }
}
