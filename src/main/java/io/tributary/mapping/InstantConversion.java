package io.tributary.mapping;

import io.tributary.manifest.Conversion;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * {@code as: timestamptz}: a local time by the tenant's zone or a stated one, a time with an offset
 * by its offset.
 */
final class InstantConversion implements ValueStep {

  private final Optional<ZoneClock> statedClock;
  private final Conversion.Gap gap;
  private final Conversion.Overlap overlap;
  private final TemporalText text;

  InstantConversion(Conversion conversion) {
    this.statedClock = conversion.zone().map(ZoneClock::of);
    this.gap = conversion.gap();
    this.overlap = conversion.overlap();
    this.text = new TemporalText(conversion);
  }

  @Override
  public Object apply(Object value, RowInHand row) {
    Object temporal = value instanceof String string ? text.read(string) : value;
    if (temporal instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    LocalDateTime local =
        temporal instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) temporal;
    ZoneClock clock = statedClock.isPresent() ? statedClock.get() : row.clock();
    return clock.instant(local, gap, overlap);
  }
}
