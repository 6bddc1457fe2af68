package io.tributary.mapping;

import io.tributary.copy.TargetColumn;
import io.tributary.manifest.Conversion;

/** The stated conversions: one step a word of {@code as}. */
final class Conversions {

  private Conversions() {}

  /**
   * The step that a conversion stands for.
   *
   * @param column the column it is for
   * @throws IllegalArgumentException if its format is no pattern of that kind; the message says why
   */
  static ValueStep step(Conversion conversion, TargetColumn column) {
    return switch (conversion.to()) {
      case BOOLEAN -> plain(value -> Booleans.read(value) ^ conversion.negate());
      case INTEGER -> plain(value -> Numbers.integer(value, conversion.round()));
      case DECIMAL -> plain(Numbers::decimal);
      case DOUBLE -> plain(value -> Numbers.floating(value, conversion.round()));
      case TEXT -> plain(TextForm::of);
      case DATE, TIME, TIMESTAMP -> new TemporalConversion(conversion);
      case TIMESTAMPTZ -> new InstantConversion(conversion);
      case UUID -> plain(GuidText::read);
      case JSON -> plain(value -> JsonText.check(value, column.type().equals("jsonb")));
    };
  }

  private static ValueStep.Plain plain(ValueStep.Plain step) {
    return step;
  }
}
