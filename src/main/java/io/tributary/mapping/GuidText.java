package io.tributary.mapping;

import java.util.UUID;
import java.util.regex.Pattern;

/** {@code as: uuid}: the usual form of 36 characters, in braces or not; Java's own is laxer. */
final class GuidText {

  private static final Pattern GUID =
      Pattern.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

  private GuidText() {}

  static UUID read(Object value) {
    if (value instanceof UUID guid) {
      return guid;
    }
    String text = (String) value;
    boolean braced = text.length() == 38 && text.startsWith("{") && text.endsWith("}");
    String bare = braced ? text.substring(1, 37) : text;
    if (!GUID.matcher(bare).matches()) {
      throw Refusals.notA("UUID");
    }
    return UUID.fromString(bare);
  }
}
