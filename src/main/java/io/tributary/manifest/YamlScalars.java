package io.tributary.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What a scalar of YAML 1.2's core schema is in JSON. */
final class YamlScalars {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private YamlScalars() {}

  /** The value; {@link MissingNode} for a tag that JSON has nothing for. */
  static JsonNode value(ScalarNode scalar) {
    Tag tag = scalar.getTag();
    String text = scalar.getValue();
    if (tag.equals(Tag.STR)) {
      return JSON.textNode(text);
    } else if (tag.equals(Tag.INT)) {
      return JSON.numberNode(integer(text));
    } else if (tag.equals(Tag.FLOAT)) {
      return decimal(text);
    } else if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
    } else if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    return MissingNode.getInstance();
  }

  private static BigInteger integer(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    if (text.startsWith("0o")) {
      return new BigInteger(text.substring(2), 8);
    }
    return new BigInteger(text);
  }

  /** Infinity and not-a-number are no numbers in JSON: they stay text. */
  private static JsonNode decimal(String text) {
    String digits = text.replaceAll("[-+.]", "").toLowerCase(Locale.ROOT);
    return digits.equals("inf") || digits.equals("nan")
        ? JSON.textNode(text)
        : JSON.numberNode(new BigDecimal(text));
  }
}
