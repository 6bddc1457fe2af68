package io.tributary.validate;

import java.time.Duration;
import java.util.List;

/**
 * What one level found out about one subject.
 *
 * @param level the level
 * @param subject what was looked at: a table, a column, a reference
 * @param status how it ended
 * @param rows how many rows were looked at
 * @param differenceCount how many differences there are
 * @param differences the first of them, at most {@link #MOST_LISTED}
 * @param note why it could not look at everything, or what was left out knowingly; empty if there
 *     is nothing to say
 * @param duration how long it took
 */
public record Check(
    Level level,
    String subject,
    CheckStatus status,
    long rows,
    long differenceCount,
    List<Difference> differences,
    String note,
    Duration duration) {

  /** So many differences of a check are listed; all are counted. */
  public static final int MOST_LISTED = 1_000;

  /** An immutable list. */
  public Check {
    differences = List.copyOf(differences);
  }

  /** One that could not be done. */
  static Check notDone(Level level, String subject, String why) {
    return new Check(level, subject, CheckStatus.NOT_DONE, 0, 0, List.of(), why, Duration.ZERO);
  }
}
