package io.tributary.mapping;

import io.tributary.batch.RowRefusedException;
import io.tributary.copy.ColumnEncoder;
import io.tributary.copy.CopyBuffer;
import io.tributary.copy.TargetColumn;
import io.tributary.manifest.Conversion;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Optional;

/** Text in the manifest that stands for a value of a target column, converted once. */
final class Literal {

  private Literal() {}

  /** Why a literal does not fit; the manifest is no secret, so the value is shown. */
  static final class DoesNotFitException extends Exception {

    DoesNotFitException(String message) {
      super(message);
    }

    String problem() {
      return String.valueOf(getMessage());
    }
  }

  /** The value of the text in that column. */
  static Object value(String text, ColumnEncoder encoder) throws DoesNotFitException {
    TargetColumn column = encoder.column();
    try {
      Object value = convert(text, column);
      encoder.encode(value, new CopyBuffer(64));
      return value;
    } catch (RowRefusedException | IllegalArgumentException e) {
      throw new DoesNotFitException(
          "'"
              + text
              + "' does not fit "
              + column.name()
              + " ("
              + column.sqlType()
              + "): "
              + e.getMessage());
    }
  }

  private static Object convert(String text, TargetColumn column) {
    if (column.array()) {
      throw new IllegalArgumentException("an array has no constant form; use a bean");
    }
    return switch (column.type()) {
      case "bool" -> Booleans.read(text);
      case "int2", "int4", "int8" -> Numbers.integer(text, Conversion.Round.REFUSE);
      case "numeric" -> Numbers.decimal(text);
      case "float4", "float8" -> Numbers.floating(text, Conversion.Round.HALF_UP);
      case "date" -> temporal(text, Conversion.To.DATE);
      case "time" -> temporal(text, Conversion.To.TIME);
      case "timestamp" -> temporal(text, Conversion.To.TIMESTAMP);
      case "timestamptz" -> instant(text);
      case "uuid" -> GuidText.read(text);
      case "bytea", "geometry", "geography" -> bytes(text);
      default -> text;
    };
  }

  private static Object temporal(String text, Conversion.To to) {
    return new TemporalConversion(
            new Conversion(
                to,
                false,
                Conversion.Gap.REFUSE,
                Conversion.Overlap.REFUSE,
                Optional.empty(),
                Conversion.Round.REFUSE,
                Optional.empty()))
        .apply(text);
  }

  private static Object instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "an instant is the same for all tenants, so it needs its offset, such as"
              + " 2024-08-01T00:00:00Z",
          e);
    }
  }

  private static Object bytes(String text) {
    if (!text.startsWith("\\x")) {
      throw new IllegalArgumentException("bytes are written in hexadecimal after \\x");
    }
    return HexFormat.of().parseHex(text, 2, text.length());
  }
}
