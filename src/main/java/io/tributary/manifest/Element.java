package io.tributary.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One value of a manifest, for those who make records of it. What is absent, broken or unresolved
 * reads as empty, so that reading goes on and finds the other problems; where it matters the
 * problem has been found by then, and no record leaves the loader.
 */
final class Element {

  private final Reading reading;
  private final JsonPointer pointer;
  private final JsonNode node;

  private Element(Reading reading, JsonPointer pointer, JsonNode node) {
    this.reading = reading;
    this.pointer = pointer;
    this.node = reading.tree().isBroken(pointer) ? MissingNode.getInstance() : node;
  }

  /** The whole manifest. */
  static Element root(Reading reading) {
    return new Element(reading, JsonPointer.empty(), reading.tree().root());
  }

  boolean isPresent() {
    return !node.isMissingNode();
  }

  boolean isMap() {
    return node.isObject();
  }

  boolean isNull() {
    return node.isNull();
  }

  boolean isList() {
    return node.isArray();
  }

  SourcePosition at() {
    return reading.tree().position(pointer);
  }

  void report(ManifestCode code, String message, String hint) {
    reading.findings().add(code, at(), message, hint);
  }

  Element child(String key) {
    return new Element(reading, pointer.appendProperty(key), node.path(key));
  }

  /** The values of a map by key, in the order of the file; broken ones left out. */
  Map<String, Element> entries() {
    Map<String, Element> entries = new LinkedHashMap<>();
    if (node.isObject()) {
      node.fieldNames()
          .forEachRemaining(
              key -> {
                Element child = child(key);
                if (child.isPresent()) {
                  entries.put(key, child);
                }
              });
    }
    return entries;
  }

  /** All keys of a map, those of broken values included. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** The values of a list; broken ones left out. */
  List<Element> items() {
    List<Element> items = new ArrayList<>();
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      Element item = new Element(reading, pointer.appendIndex(i), node.get(i));
      if (item.isPresent()) {
        items.add(item);
      }
    }
    return items;
  }

  /** The elements of a list, or the one value that stands in its place. */
  List<Element> oneOrMore() {
    return node.isTextual() ? List.of(this) : items();
  }

  /** The texts of {@link #oneOrMore}. */
  List<String> texts() {
    return oneOrMore().stream().map(Element::text).filter(text -> !text.isEmpty()).toList();
  }

  /** A scalar as it stands in the file, placeholders resolved; empty if it isn't there or null. */
  Optional<String> optionalText() {
    if (!node.isValueNode()) {
      return Optional.empty();
    }
    return reading
        .tree()
        .written(pointer)
        .flatMap(text -> reading.placeholders().resolve(text, at()));
  }

  /** A text that may not be blank; empty if it isn't there. */
  String text() {
    Optional<String> text = optionalText();
    if (text.isPresent() && text.get().isBlank()) {
      report(ManifestCode.EMPTY, "this is empty", "give it a value");
      return "";
    }
    return text.orElse("");
  }

  /** A text that may not be blank, if it is there. */
  Optional<String> textIfPresent() {
    return Optional.of(text()).filter(text -> !text.isEmpty());
  }

  /** A secret; its value shows in no message. */
  Optional<Secret> secret() {
    return optionalText().map(Secret::new);
  }

  boolean flag() {
    return node.asBoolean(false);
  }

  /** A whole number of 1 or more, or the other if there is none. */
  int count(int otherwise) {
    Optional<String> text = textIfPresent();
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("[1-9][0-9]{0,8}")) {
      report(ManifestCode.BAD_VALUE, "this must be a whole number, 1 or more", "mend the value");
      return otherwise;
    }
    return Integer.parseInt(text.get());
  }

  /** One of an enum's words, which are its names in lower case with hyphens. */
  <E extends Enum<E>> E word(Class<E> type, E otherwise) {
    return node.isTextual() ? Enum.valueOf(type, constant(node.asText())) : otherwise;
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
