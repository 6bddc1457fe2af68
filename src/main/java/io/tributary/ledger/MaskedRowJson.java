package io.tributary.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tributary.batch.RowShape;
import io.tributary.batch.SourceColumn;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A legacy row without what it says of a person: {@code {"$masked": "text", "length": 12}} in the
 * place of a value. Texts, bytes and whole or decimal numbers (in digits) have a length; that of a
 * boolean would be its value. NULL stays NULL. Thread-safe.
 */
final class MaskedRowJson {

  private final JsonFactory factory = new JsonFactory();

  /** All columns of the row, by name; these whole. */
  String of(RowShape shape, Object[] row, Set<String> whole) {
    StringWriter out = new StringWriter(1024);
    try (JsonGenerator generator = factory.createGenerator(out)) {
      generator.writeStartObject();
      for (int i = 0; i < row.length; i++) {
        SourceColumn column = shape.columns().get(i);
        if (whole.contains(column.name())) {
          SourceRowJson.writeField(generator, column, row[i], Long.MAX_VALUE);
        } else {
          writeMasked(generator, column, row[i]);
        }
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void writeMasked(JsonGenerator generator, SourceColumn column, Object value)
      throws IOException {
    generator.writeFieldName(LedgerText.escape(column.name()));
    if (value == null) {
      generator.writeNull();
      return;
    }
    generator.writeStartObject();
    generator.writeStringField("$masked", column.type().name().toLowerCase(java.util.Locale.ROOT));
    OptionalInt length = length(value);
    if (length.isPresent()) {
      generator.writeNumberField("length", length.getAsInt());
    }
    generator.writeEndObject();
  }

  private static OptionalInt length(Object value) {
    if (value instanceof byte[] bytes) {
      return OptionalInt.of(bytes.length);
    }
    if (value instanceof BigDecimal number) {
      return OptionalInt.of(number.precision());
    }
    if (value instanceof Long number) {
      return OptionalInt.of(BigDecimal.valueOf(number).precision());
    }
    return value instanceof String text ? OptionalInt.of(text.length()) : OptionalInt.empty();
  }
}
