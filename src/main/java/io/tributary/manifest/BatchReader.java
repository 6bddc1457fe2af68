package io.tributary.manifest;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads where a batch is cut. Sizes are plain bytes, KB or MB, by 1024. */
final class BatchReader {

  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,11}) ?(KB|MB|)");

  private BatchReader() {}

  /** The batch size; bounds that are not said are the other's. */
  static BatchSize read(Element element, BatchSize otherwise) {
    return new BatchSize(
        element.child("rows").count(otherwise.rows()),
        bytes(element.child("bytes"), otherwise.bytes()));
  }

  private static long bytes(Element element, long otherwise) {
    Optional<String> text = element.textIfPresent();
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher matcher = SIZE.matcher(text.get());
    if (!matcher.matches()) {
      element.report(
          ManifestCode.BAD_VALUE,
          "'%s' is not a size".formatted(text.get()),
          "write bytes, or a number with KB or MB, such as 16MB");
      return otherwise;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "KB" -> number * 1024;
      case "MB" -> number * 1024 * 1024;
      default -> number;
    };
  }
}
