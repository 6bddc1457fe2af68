package io.tributary.mapping;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;

/** Refusals that several conversions have in common. They never show the value. */
final class Refusals {

  private Refusals() {}

  static RowRefusedException notA(String kind) {
    return new RowRefusedException(Reason.NOT_CONVERTIBLE, "a value that is no " + kind);
  }

  static RowRefusedException outOfRange(String kind) {
    return new RowRefusedException(Reason.OUT_OF_RANGE, "a value outside the range of " + kind);
  }

  static RowRefusedException digitsLost(String kind) {
    return new RowRefusedException(
        Reason.SCALE_LOST, "a number with more digits than " + kind + " keeps");
  }
}
