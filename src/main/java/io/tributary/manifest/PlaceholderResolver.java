package io.tributary.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values in the place of placeholders. */
final class PlaceholderResolver {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(.*?)}}", Pattern.DOTALL);
  private static final Pattern ENV =
      Pattern.compile("env:([A-Za-z_][A-Za-z0-9_]*)(:(.*))?", Pattern.DOTALL);
  private static final String BRACES = "{{";
  private static final String FORMS =
      "the forms are {{env:NAME}}, {{env:NAME:default}} and {{file:/path}};"
          + " {{{{}} stands for two braces";

  private record Missing(Set<SourcePosition> places, String message, String hint) {}

  private final Placeholders placeholders;
  private final Path folder;
  private final Findings findings;
  private final Map<String, Missing> missing = new LinkedHashMap<>();

  /**
   * A resolver for one manifest.
   *
   * @param folder what relative paths of files are relative to
   */
  PlaceholderResolver(Placeholders placeholders, Path folder, Findings findings) {
    this.placeholders = placeholders;
    this.folder = folder;
    this.findings = findings;
  }

  /** The text with its placeholders resolved; empty if one cannot be, which is then a finding. */
  Optional<String> resolve(String text, SourcePosition at) {
    if (!text.contains("{{")) {
      return Optional.of(text);
    }
    StringBuilder resolved = new StringBuilder();
    Matcher matcher = PLACEHOLDER.matcher(text);
    int copied = 0;
    boolean complete = true;
    while (matcher.find()) {
      Optional<String> value = value(matcher.group(1), at);
      complete &= value.isPresent();
      resolved.append(text, copied, matcher.start()).append(value.orElse(""));
      copied = matcher.end();
    }
    if (text.indexOf("{{", copied) >= 0) {
      findings.add(
          ManifestCode.PLACEHOLDER_MALFORMED, at, "a placeholder is not closed by }}", FORMS);
      return Optional.empty();
    }
    return complete
        ? Optional.of(resolved.append(text.substring(copied)).toString())
        : Optional.empty();
  }

  private Optional<String> value(String body, SourcePosition at) {
    if (body.equals(BRACES)) {
      return Optional.of(BRACES);
    }
    Matcher env = ENV.matcher(body);
    if (env.matches()) {
      return env(env.group(1), Optional.ofNullable(env.group(3)), at);
    }
    if (body.startsWith("file:") && body.length() > "file:".length()) {
      return file(body.substring("file:".length()).strip(), at);
    }
    findings.add(
        ManifestCode.PLACEHOLDER_MALFORMED,
        at,
        "the placeholder {{%s}} is not understood".formatted(body),
        FORMS);
    return Optional.empty();
  }

  private Optional<String> env(String name, Optional<String> otherwise, SourcePosition at) {
    Optional<String> value = placeholders.env(name).or(() -> otherwise);
    if (value.isEmpty()) {
      miss(
          "env:" + name,
          at,
          "the environment variable %s is not set".formatted(name),
          "set it, or give a default where it is no secret: {{env:%s:default}}".formatted(name));
    }
    return value;
  }

  private Optional<String> file(String name, SourcePosition at) {
    try {
      return Optional.of(withoutLastNewline(placeholders.file(folder.resolve(name))));
    } catch (IOException | java.nio.file.InvalidPathException e) {
      miss(
          "file:" + name,
          at,
          "the file %s cannot be read: %s".formatted(name, ReadFailure.reason(e)),
          "create it, in UTF-8, where this user may read it");
      return Optional.empty();
    }
  }

  private static String withoutLastNewline(String content) {
    if (content.endsWith("\r\n")) {
      return content.substring(0, content.length() - 2);
    }
    return content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
  }

  private void miss(String name, SourcePosition at, String message, String hint) {
    missing
        .computeIfAbsent(name, n -> new Missing(new LinkedHashSet<>(), message, hint))
        .places
        .add(at);
  }

  /** Reports each variable and file that was missing once, at the first place that needs it. */
  void reportMissing() {
    for (Missing each : missing.values()) {
      int count = each.places.size();
      String more = count == 1 ? "" : " (needed in %d places)".formatted(count);
      findings.add(
          ManifestCode.PLACEHOLDER_UNRESOLVED,
          each.places.iterator().next(),
          each.message + more,
          each.hint);
    }
  }
}
