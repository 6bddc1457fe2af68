package io.tributary.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Small maps as jsonb takes them. Thread-safe. */
final class LedgerJson {

  private final ObjectMapper mapper = new ObjectMapper();

  /** A JSON object; keys and text values are escaped by {@link LedgerText}. */
  String object(Map<String, ?> values) {
    SortedMap<String, Object> escaped = new TreeMap<>();
    values.forEach(
        (key, value) ->
            escaped.put(
                LedgerText.escape(key),
                value instanceof String text ? LedgerText.escape(text) : value));
    try {
      return mapper.writeValueAsString(escaped);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a map of texts and numbers", e);
    }
  }

  /** The texts that {@link #object} was given. */
  SortedMap<String, String> texts(String json) {
    try {
      Map<String, String> escaped = mapper.readValue(json, new TypeReference<>() {});
      SortedMap<String, String> texts = new TreeMap<>();
      escaped.forEach(
          (key, value) -> texts.put(LedgerText.unescape(key), LedgerText.unescape(value)));
      return texts;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger holds a JSON object that is none of its own", e);
    }
  }
}
