package io.tributary.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.HexFormat;

/**
 * A legacy row as jsonb can hold it, whatever is in it: a dead letter must never fail itself.
 *
 * <p>Numbers, booleans, NULL and plain text are JSON's own. What JSON or PostgreSQL cannot hold
 * becomes an object that says so: {@code {"$hex": ...}} for bytes; {@code {"$escaped": ...}} for
 * text with a NUL or half of a surrogate pair, these written as a JSON escape and every backslash
 * doubled; {@code {"$omitted": ...}} for what would pass the size that a jsonb can have. Dates and
 * times are ISO 8601. Thread-safe.
 */
final class SourceRowJson {

  /** Characters of text and bytes in one row: three bytes each stay below jsonb's 256 MB. */
  private static final long CHARACTERS = 64L << 20;

  /** Digits that PostgreSQL's numeric surely takes. */
  private static final int DIGITS = 1000;

  private final JsonFactory factory = new JsonFactory();
  private final long budget;

  SourceRowJson() {
    this(CHARACTERS);
  }

  /**
   * @param budget characters of text and bytes that one row may have; what goes beyond is omitted
   */
  SourceRowJson(long budget) {
    this.budget = budget;
  }

  /** All columns of the row, by name. */
  String of(RowShape shape, Object[] row) {
    StringWriter out = new StringWriter(1024);
    try (JsonGenerator json = factory.createGenerator(out)) {
      long left = budget;
      json.writeStartObject();
      for (int i = 0; i < row.length; i++) {
        left -= writeField(json, shape.columns().get(i), row[i], left);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /**
   * Writes one column.
   *
   * @param left how many characters it may have
   * @return how many it took
   */
  static long writeField(JsonGenerator json, SourceColumn column, Object value, long left)
      throws IOException {
    json.writeFieldName(LedgerText.escape(column.name()));
    long length = length(value);
    if (length > left) {
      writeTagged(json, "$omitted", column.sqlType() + " of " + length + " characters");
      return 0;
    }
    write(json, value);
    return length;
  }

  private static long length(Object value) {
    if (value instanceof String text) {
      // An escape is up to seven characters.
      return LedgerText.isStorable(text) ? text.length() : 7L * text.length();
    }
    return value instanceof byte[] bytes ? 2L * bytes.length : 0;
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      writeDecimal(json, number);
    } else if (value instanceof Double || value instanceof Float) {
      writeFloating(json, (Number) value);
    } else if (value instanceof byte[] bytes) {
      writeTagged(json, "$hex", HexFormat.of().formatHex(bytes));
    } else {
      writeText(json, value.toString());
    }
  }

  private static void writeDecimal(JsonGenerator json, BigDecimal number) throws IOException {
    if (Math.abs((long) number.scale()) + number.precision() <= DIGITS) {
      json.writeNumber(number.toPlainString());
    } else {
      json.writeString(number.toString());
    }
  }

  private static void writeFloating(JsonGenerator json, Number number) throws IOException {
    if (Double.isFinite(number.doubleValue())) {
      json.writeNumber(number.toString());
    } else {
      json.writeString(number.toString());
    }
  }

  private static void writeText(JsonGenerator json, String text) throws IOException {
    if (LedgerText.isStorable(text)) {
      json.writeString(text);
      return;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (LedgerText.isUnstorable(text, i)) {
        escaped.append("\\u%04x".formatted((int) c));
      } else if (c == '\\') {
        escaped.append("\\\\");
      } else {
        escaped.append(c);
      }
    }
    writeTagged(json, "$escaped", escaped.toString());
  }

  private static void writeTagged(JsonGenerator json, String tag, String text) throws IOException {
    json.writeStartObject();
    json.writeStringField(tag, text);
    json.writeEndObject();
  }
}
