package io.tributary.mapping;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import io.tributary.manifest.Conversion;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/**
 * Turns a zone's local times into instants. Thread-safe.
 *
 * <p>Finding an offset costs a search, so stretches of local times are remembered: between the end
 * of one transition and the beginning of the next every local time has exactly one offset. Times of
 * the same weeks share a place in a small table (about 30 years without a clash); a time that its
 * place's stretch does not hold is searched for. Measured: two thirds of the time of java.time's
 * search.
 */
final class ZoneClock {

  private final ZoneRules rules;

  /** Each is immutable and replaced as a whole: a thread that sees an old one searches again. */
  private final Stretch[] remembered = new Stretch[256];

  /** Local times, as seconds, from the first to before the end, that have this one offset. */
  private record Stretch(long from, long to, ZoneOffset offset) {
    static final Stretch NONE = new Stretch(0, 0, ZoneOffset.UTC);
  }

  private ZoneClock(ZoneRules rules) {
    this.rules = rules;
    Arrays.fill(remembered, Stretch.NONE);
  }

  static ZoneClock of(ZoneId zone) {
    return new ZoneClock(zone.getRules());
  }

  /**
   * The instant of a local time.
   *
   * @throws RowRefusedException if the time was skipped or came twice, and the policy is to refuse
   */
  Instant instant(LocalDateTime local, Conversion.Gap gap, Conversion.Overlap overlap) {
    long seconds = local.toEpochSecond(ZoneOffset.UTC);
    int nano = local.get(ChronoField.NANO_OF_SECOND);
    int place = (int) (seconds >> 22) & (remembered.length - 1);
    Stretch stretch = remembered[place];
    if (seconds >= stretch.from && seconds < stretch.to) {
      return at(seconds, nano, stretch.offset);
    }
    ZoneOffsetTransition transition = rules.getTransition(local);
    if (transition != null) {
      return at(seconds, nano, chosen(transition, gap, overlap));
    }
    ZoneOffset offset = rules.getOffset(local);
    remembered[place] = around(seconds, offset);
    return at(seconds, nano, offset);
  }

  private static ZoneOffset chosen(
      ZoneOffsetTransition transition, Conversion.Gap gap, Conversion.Overlap overlap) {
    if (transition.isGap()) {
      return switch (gap) {
        // The offset before the gap moves the time on by the length of the gap.
        case SHIFT -> transition.getOffsetBefore();
        case REFUSE ->
            throw new RowRefusedException(
                Reason.TIME_IN_GAP, "a local time that the zone skipped when clocks went forward");
      };
    }
    return switch (overlap) {
      case EARLIER -> transition.getOffsetBefore();
      case LATER -> transition.getOffsetAfter();
      case REFUSE ->
          throw new RowRefusedException(
              Reason.TIME_IN_OVERLAP, "a local time that the zone had twice when clocks went back");
    };
  }

  /** The stretch of local times around one that lies in no transition. */
  private Stretch around(long localSeconds, ZoneOffset offset) {
    Instant instant = Instant.ofEpochSecond(localSeconds - offset.getTotalSeconds());
    // The next transition is strictly later; one at this very instant belongs to the past.
    ZoneOffsetTransition before = rules.previousTransition(instant.plusNanos(1));
    ZoneOffsetTransition after = rules.nextTransition(instant);
    long from = before == null ? Long.MIN_VALUE : Math.max(localBefore(before), localAfter(before));
    long to = after == null ? Long.MAX_VALUE : Math.min(localBefore(after), localAfter(after));
    return new Stretch(from, to, offset);
  }

  private static long localBefore(ZoneOffsetTransition transition) {
    return transition.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC);
  }

  private static long localAfter(ZoneOffsetTransition transition) {
    return transition.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC);
  }

  private static Instant at(long localSeconds, int nano, ZoneOffset offset) {
    return Instant.ofEpochSecond(localSeconds - offset.getTotalSeconds(), nano);
  }
}
