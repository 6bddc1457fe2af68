package io.tributary.mapping;

import io.tributary.manifest.Conversion;

/** The stated conversions: one step a word of {@code as}. */
final class Conversions {

  private Conversions() {}

  /**
   * The step that a conversion stands for.
   *
   * @throws IllegalArgumentException if its format is no pattern of that kind; the message says why
   */
  static ValueStep step(Conversion conversion) {
    return switch (conversion.to()) {
      case BOOLEAN -> plain(value -> Booleans.read(value) ^ conversion.negate());
      case INTEGER -> plain(value -> Numbers.integer(value, conversion.round()));
      case DECIMAL -> plain(Numbers::decimal);
      case DOUBLE -> plain(value -> Numbers.floating(value, conversion.round()));
      case TEXT -> plain(TextForm::of);
      case DATE, TIME, TIMESTAMP -> new TemporalConversion(conversion);
      case TIMESTAMPTZ -> new InstantConversion(conversion);
      case UUID -> plain(GuidText::read);
      // The encoders of json and jsonb parse the document themselves.
      case JSON, EWKB -> plain(value -> value);
    };
  }

  private static ValueStep.Plain plain(ValueStep.Plain step) {
    return step;
  }
}
