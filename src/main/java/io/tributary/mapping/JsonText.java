package io.tributary.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.io.IOException;

/**
 * {@code as: json}: text that is one JSON document. For jsonb also what that type cannot hold, or
 * would drop in silence, is refused: NUL characters and a key that stands twice in an object.
 */
final class JsonText {

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxStringLength(Integer.MAX_VALUE)
          .maxNumberLength(100_000)
          .build();

  private static final JsonFactory ANY_KEYS =
      JsonFactory.builder().streamReadConstraints(LIMITS).build();
  private static final JsonFactory UNIQUE_KEYS =
      JsonFactory.builder()
          .streamReadConstraints(LIMITS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonText() {}

  static String check(Object value, boolean jsonb) {
    String text = (String) value;
    try (JsonParser parser = (jsonb ? UNIQUE_KEYS : ANY_KEYS).createParser(text)) {
      if (parser.nextToken() == null) {
        throw Refusals.notA("JSON document: it is empty");
      }
      checkText(parser, jsonb);
      int depth = parser.currentToken().isStructStart() ? 1 : 0;
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        checkText(parser, jsonb);
      }
      if (parser.nextToken() != null) {
        throw Refusals.notA("JSON document: text follows it");
      }
      return text;
    } catch (IOException e) {
      throw Refusals.notA("JSON document"); // Its message would show the document.
    }
  }

  private static void checkText(JsonParser parser, boolean jsonb) throws IOException {
    JsonToken token = parser.currentToken();
    if (jsonb && (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)) {
      checkStorable(parser.getText());
    }
  }

  /** Refuses text that jsonb cannot hold. */
  static void checkStorable(String text) {
    if (text.indexOf(0) >= 0) {
      throw new RowRefusedException(
          Reason.NUL_CHARACTER, "a NUL character inside JSON, which jsonb cannot hold");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new RowRefusedException(
            Reason.UNPAIRED_SURROGATE, "half of a surrogate pair inside JSON");
      }
    }
  }
}
