package io.tributary.manifest;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads how dead letters are kept, and how many are too many. */
final class DeadLetterReader {

  private static final String KEY = "key";
  private static final int KEY_BYTES = 32;
  private static final BigDecimal ALL = BigDecimal.valueOf(100);

  private DeadLetterReader() {}

  /** What a manifest says. */
  static DeadLetterRules read(Element root) {
    Element element = root.child("deadLetters");
    DeadLetterRules.Caps shared = caps(element, DeadLetterRules.Caps.DEFAULT);
    Map<String, DeadLetterRules.Caps> ofEntities = new LinkedHashMap<>();
    root.child("entities")
        .entries()
        .forEach(
            (name, entity) -> {
              Element own = entity.child("deadLetters");
              if (own.isPresent()) {
                ofEntities.put(name, caps(own, shared));
              }
            });
    return new DeadLetterRules(payload(element), key(element), shared, Map.copyOf(ofEntities));
  }

  private static DeadLetterRules.Payload payload(Element element) {
    Element word = element.child("payload");
    DeadLetterRules.Payload payload =
        word.word(DeadLetterRules.Payload.class, DeadLetterRules.Payload.KEEP);
    if (payload == DeadLetterRules.Payload.ENCRYPT && !element.keys().contains(KEY)) {
      word.report(
          ManifestCode.MISSING_KEY,
          "source rows cannot be encrypted without a key",
          "add key: \"{{env:NAME}}\", with 32 random bytes in base64, such as those of"
              + " `openssl rand -base64 32`");
    }
    return payload;
  }

  private static Optional<Secret> key(Element element) {
    Optional<Secret> key = element.child(KEY).secret();
    int length = key.map(secret -> length(secret.reveal())).orElse(KEY_BYTES);
    if (length != KEY_BYTES) {
      element
          .child(KEY)
          .report(
              ManifestCode.BAD_VALUE,
              length < 0
                  ? "the key is not base64"
                  : "the key has %d bytes in place of %d".formatted(length, KEY_BYTES),
              "set it to 32 random bytes in base64, such as those of `openssl rand -base64 32`");
    }
    return key;
  }

  /** The bytes of a base64 text; -1 if it is none. */
  private static int length(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }

  private static DeadLetterRules.Caps caps(Element element, DeadLetterRules.Caps otherwise) {
    Element rows = element.child("maxRows");
    Element share = element.child("maxShare");
    return new DeadLetterRules.Caps(
        rows.textIfPresent()
            .map(text -> maxRows(rows, text, otherwise))
            .orElse(otherwise.maxRows()),
        share
            .textIfPresent()
            .map(text -> maxPercent(share, text, otherwise))
            .orElse(otherwise.maxPercent()));
  }

  private static OptionalLong maxRows(Element at, String text, DeadLetterRules.Caps otherwise) {
    if (!text.matches("[0-9]{1,12}")) {
      at.report(ManifestCode.BAD_VALUE, "this must be a whole number, 0 or more", "mend the value");
      return otherwise.maxRows();
    }
    return OptionalLong.of(Long.parseLong(text));
  }

  private static BigDecimal maxPercent(Element at, String text, DeadLetterRules.Caps otherwise) {
    if (text.matches("[0-9]{1,3}(\\.[0-9]{1,4})? ?%")) {
      BigDecimal percent = new BigDecimal(text.replaceAll("[ %]", ""));
      if (percent.compareTo(ALL) <= 0) {
        return percent;
      }
    }
    at.report(
        ManifestCode.BAD_VALUE,
        "'%s' is not a share of the rows".formatted(text),
        "write 0% to 100%, such as 2.5%");
    return otherwise.maxPercent();
  }
}
