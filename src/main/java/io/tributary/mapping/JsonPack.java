package io.tributary.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * {@code pack}: legacy columns as one JSON object, by their legacy names, in the order of the row.
 * Numbers are numbers, bits booleans, dates and times ISO 8601, bytes base64, NULL null.
 */
final class JsonPack implements CellSource {

  private static final JsonFactory JSON = new JsonFactory();

  private final String[] names;
  private final int[] columns;

  JsonPack(String[] names, int[] columns) {
    this.names = names.clone();
    this.columns = columns.clone();
  }

  @Override
  public String read(RowInHand row) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (int i = 0; i < columns.length; i++) {
        json.writeFieldName(names[i]);
        write(json, row.value(columns[i]));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter does not fail", e);
    }
    return text.toString();
  }

  private void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean bit) {
      json.writeBoolean(bit);
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number.toPlainString());
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Float number) {
      json.writeNumber(number);
    } else if (value instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else {
      json.writeString(TextForm.of(value));
    }
  }
}
