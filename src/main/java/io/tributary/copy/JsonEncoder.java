package io.tributary.copy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * json and jsonb from JSON text, which is parsed here: one bad text would cost the whole COPY.
 *
 * <p>json keeps the text as it is. jsonb keeps what the text means, so it has two rules more: no
 * escape for NUL or for half of a surrogate pair, and no key twice in an object, of which it would
 * keep the last in silence.
 */
final class JsonEncoder implements ValueEncoder {

  private static final int JSONB_VERSION = 1;

  /** The value's own size bounds everything; only the nesting needs a bound, for the stacks. */
  private static final StreamReadConstraints CONSTRAINTS =
      StreamReadConstraints.builder()
          .maxNestingDepth(1_000)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .build();

  private final JsonFactory parsers;
  private final boolean binary;

  private JsonEncoder(boolean binary) {
    this.binary = binary;
    // Keys come from data: a table of all keys ever seen would only grow.
    this.parsers =
        JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, binary)
            .streamReadConstraints(CONSTRAINTS)
            .build();
  }

  static JsonEncoder json() {
    return new JsonEncoder(false);
  }

  static JsonEncoder jsonb() {
    return new JsonEncoder(true);
  }

  @Override
  public void encode(Object value, CopyBuffer out) {
    if (!(value instanceof String text)) {
      throw ValueEncoder.wrongClass("json", value);
    }
    PostgresText.checkedLength(text);
    parse(text);
    int lengthAt = out.size();
    out.putInt(0);
    if (binary) {
      out.putByte(JSONB_VERSION);
    }
    out.putUtf8(text);
    out.setInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
  }

  private void parse(String text) {
    boolean checkEscapes = binary && text.indexOf('\\') >= 0;
    try (JsonParser parser = parsers.createParser(text)) {
      int values = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        boolean isText = token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING;
        if (checkEscapes && isText) {
          PostgresText.checkedLength(parser.getText());
        }
        if (parser.getParsingContext().inRoot() && (token.isScalarValue() || token.isStructEnd())) {
          values++;
        }
      }
      if (values != 1) {
        throw new RowRefusedException(
            Reason.NOT_CONVERTIBLE, values + " JSON values, where one is wanted");
      }
    } catch (JsonProcessingException e) {
      throw new RowRefusedException(
          Reason.NOT_CONVERTIBLE,
          (binary ? "no valid JSON, or a key twice in one object" : "no valid JSON") + at(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null ? "" : ", at character " + e.getLocation().getCharOffset();
  }
}
