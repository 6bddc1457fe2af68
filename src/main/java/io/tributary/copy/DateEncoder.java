package io.tributary.copy;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.time.LocalDate;

/** date from LocalDate: days since 2000-01-01, in the calendar that both extend backwards. */
final class DateEncoder implements ValueEncoder {

  private static final long EPOCH_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
  private static final long FIRST_DAY = LocalDate.of(-4713, 11, 24).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(5_874_897, 12, 31).toEpochDay();

  @Override
  public void encode(Object value, CopyBuffer out) {
    if (!(value instanceof LocalDate date)) {
      throw ValueEncoder.wrongClass("date", value);
    }
    long day = date.toEpochDay();
    if (day < FIRST_DAY || day > LAST_DAY) {
      throw new RowRefusedException(Reason.OUT_OF_RANGE, "outside the range of date");
    }
    out.putInt(Integer.BYTES);
    out.putInt((int) (day - EPOCH_DAY));
  }
}
