package io.tributary.manifest;

import io.tributary.manifest.Conversion.Gap;
import io.tributary.manifest.Conversion.Overlap;
import io.tributary.manifest.Conversion.Round;
import io.tributary.manifest.Conversion.To;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code as} and what goes with it. A setting that would do nothing is a mistake. */
final class ConversionReader {

  private static final Set<To> TIMES = EnumSet.of(To.DATE, To.TIME, To.TIMESTAMP, To.TIMESTAMPTZ);
  private static final Map<String, Set<To>> SETTINGS =
      Map.of(
          "negate", EnumSet.of(To.BOOLEAN),
          "zone", EnumSet.of(To.TIMESTAMPTZ),
          "gap", EnumSet.of(To.TIMESTAMPTZ),
          "overlap", EnumSet.of(To.TIMESTAMPTZ),
          "format", TIMES,
          "round", EnumSet.complementOf(EnumSet.of(To.BOOLEAN, To.UUID, To.JSON, To.EWKB)));

  /** Half up means something for numbers and fractions of a second only. */
  private static final Set<To> NEVER_HALF_UP = EnumSet.of(To.TEXT, To.DATE);

  private final Gap gap;
  private final Overlap overlap;

  ConversionReader(Gap gap, Overlap overlap) {
    this.gap = gap;
    this.overlap = overlap;
  }

  /** The conversion that a column with {@code as} states. */
  Conversion read(Element column) {
    To to = column.child("as").word(To.class, To.TEXT);
    SETTINGS.forEach((setting, kinds) -> refuseIdle(column.child(setting), setting, kinds, to));
    Round round = column.child("round").word(Round.class, Round.REFUSE);
    if (round == Round.HALF_UP && NEVER_HALF_UP.contains(to)) {
      column
          .child("round")
          .report(
              ManifestCode.NO_EFFECT,
              "a %s cannot be rounded half up".formatted(to.word()),
              "use truncate, or refuse");
    }
    if (round == Round.TRUNCATE && to == To.DOUBLE) {
      column
          .child("round")
          .report(
              ManifestCode.NO_EFFECT,
              "a double cannot be truncated: its digits are binary",
              "use half-up, which takes the nearest, or refuse");
    }
    return new Conversion(
        to,
        column.child("negate").flag(),
        column.child("gap").word(Gap.class, gap),
        column.child("overlap").word(Overlap.class, overlap),
        ManifestReader.zone(column.child("zone")),
        round,
        format(column.child("format")));
  }

  private static void refuseIdle(Element element, String setting, Set<To> kinds, To to) {
    if (element.isPresent() && !kinds.contains(to)) {
      element.report(
          ManifestCode.NO_EFFECT,
          "'%s' has no effect on 'as: %s'".formatted(setting, to.word()),
          "leave it out; it goes with as: "
              + String.join(", ", kinds.stream().sorted().map(To::word).toList()));
    }
  }

  private static Optional<String> format(Element element) {
    Optional<String> format = element.textIfPresent();
    if (format.isPresent() && !isPattern(format.get())) {
      element.report(
          ManifestCode.BAD_VALUE,
          "'%s' is not a date and time pattern".formatted(format.get()),
          "patterns are Java's, such as MM/dd/yyyy or yyyy-MM-dd HH:mm:ss");
    }
    return format;
  }

  private static boolean isPattern(String text) {
    try {
      return !DateTimeFormatter.ofPattern(text, Locale.ROOT).toString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
