package io.tributary.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is said about a place that breaks the schema.
 *
 * @param hint what to do about it
 */
record ViolationText(ManifestCode code, String message, String hint) {

  private static final Map<String, String> TYPES =
      Map.of(
          "string", "text",
          "integer", "a whole number",
          "number", "a number",
          "boolean", "true or false",
          "array", "a list",
          "object", "a map of keys",
          "null", "null");

  static ViolationText of(Violation violation, SourceTree tree) {
    String hint = violation.description();
    return switch (violation.keyword()) {
      case "additionalProperties" -> unknownKey(violation);
      case "required" -> missing(violation);
      case "dependentRequired" ->
          new ViolationText(
              ManifestCode.NO_EFFECT,
              "'%s' has no effect without '%s'"
                  .formatted(violation.property(), violation.arguments().get(0)),
              "say '%s' beside it, or leave it out".formatted(violation.arguments().get(0)));
      case "propertyNames" ->
          new ViolationText(
              ManifestCode.BAD_VALUE,
              "'%s' cannot be used as a key here".formatted(violation.property()),
              hint);
      case "type" -> wrongType(violation, tree);
      case "enum" -> notAChoice(violation, tree);
      case "pattern" -> badForm(violation, tree);
      case "uniqueItems" ->
          new ViolationText(
              ManifestCode.REPEATED,
              "%s stands here twice".formatted(quoted(violation, tree)),
              "keep one of the two");
      case "minLength", "minItems", "minProperties" ->
          new ViolationText(ManifestCode.EMPTY, "this is empty", hint);
      case "minimum", "maximum" ->
          new ViolationText(
              ManifestCode.BAD_VALUE,
              "%s is too %s"
                  .formatted(
                      quoted(violation, tree),
                      violation.keyword().equals("minimum") ? "small" : "large"),
              hint);
      default ->
          throw new IllegalStateException(
              "the schema uses '" + violation.keyword() + "', which has no message yet");
    };
  }

  private static ViolationText unknownKey(Violation violation) {
    return new ViolationText(
        ManifestCode.UNKNOWN_KEY,
        "the key '%s' is not known here".formatted(violation.property()),
        CloseWord.hint(violation.property(), violation.knownKeys()));
  }

  private static ViolationText missing(Violation violation) {
    return new ViolationText(
        ManifestCode.MISSING_KEY,
        "'%s' is missing".formatted(violation.property()),
        "add %s: %s".formatted(violation.property(), violation.description()));
  }

  private static ViolationText wrongType(Violation violation, SourceTree tree) {
    JsonNode found = tree.root().at(violation.location());
    return new ViolationText(
        ManifestCode.WRONG_TYPE,
        "this is %s, but must be %s"
            .formatted(kind(found), expected(violation.holder().path("type"))),
        violation.description());
  }

  private static String expected(JsonNode type) {
    List<String> names = new ArrayList<>();
    if (type.isTextual()) {
      names.add(TYPES.get(type.asText()));
    } else {
      type.forEach(each -> names.add(TYPES.get(each.asText())));
    }
    return String.join(" or ", names);
  }

  private static String kind(JsonNode found) {
    return switch (found.getNodeType()) {
      case STRING -> "text";
      case NUMBER -> found.isIntegralNumber() ? "a whole number" : "a number with a fraction";
      case BOOLEAN -> "true or false";
      case ARRAY -> "a list";
      case OBJECT -> "a map of keys";
      case NULL, MISSING -> "nothing";
      case BINARY, POJO -> throw new IllegalStateException("YAML has no " + found.getNodeType());
    };
  }

  private static ViolationText notAChoice(Violation violation, SourceTree tree) {
    List<String> choices = new ArrayList<>();
    violation.holder().path("enum").forEach(choice -> choices.add(choice.asText()));
    String close =
        tree.written(violation.location())
            .flatMap(word -> CloseWord.to(word, choices))
            .map(word -> "did you mean '%s'? ".formatted(word))
            .orElse("");
    return new ViolationText(
        ManifestCode.NOT_A_CHOICE,
        "%s is none of %s".formatted(quoted(violation, tree), String.join(", ", choices)),
        close + violation.description());
  }

  /** The only values that must not be shown are secrets. */
  private static ViolationText badForm(Violation violation, SourceTree tree) {
    if (violation.schemaLocation().startsWith("/$defs/secret/")) {
      return new ViolationText(
          ManifestCode.SECRET_INLINE,
          "a secret must come from a placeholder, and have no default",
          "write \"{{env:NAME}}\" or \"{{file:/run/secrets/name}}\" and nothing else");
    }
    return new ViolationText(
        ManifestCode.BAD_VALUE,
        "%s does not have the right form".formatted(quoted(violation, tree)),
        violation.description());
  }

  private static String quoted(Violation violation, SourceTree tree) {
    return tree.written(violation.pointer(tree.root()))
        .map(text -> "'" + text + "'")
        .orElse("this");
  }
}
