package io.tributary.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One place where a manifest breaks the schema.
 *
 * @param keyword the schema's keyword that is broken
 * @param location where: the value, or the object that has a key too many or too few
 * @param property the key in question, or empty
 * @param arguments of the validator's message
 * @param holder the part of the schema that holds the keyword
 * @param schemaLocation where in the schema that is
 * @param description what the schema says about the value, for people
 */
record Violation(
    String keyword,
    JsonPointer location,
    String property,
    List<Object> arguments,
    JsonNode holder,
    String schemaLocation,
    String description) {

  /** Keys that decide what kind of mapping a column has; each has a schema of its own. */
  private static final List<String> KINDS_OF_COLUMN =
      List.of("constant", "pack", "bean", "use", "ref");

  /** The value to point at. */
  JsonPointer pointer(JsonNode root) {
    return switch (keyword) {
      case "additionalProperties", "propertyNames", "dependentRequired" ->
          location.appendProperty(property);
      case "uniqueItems" -> location.appendIndex(firstRepeated(root.at(location)));
      default -> location;
    };
  }

  /** Whether the value pointed at is of no use to those who read on. */
  boolean spoilsValue() {
    return switch (keyword) {
      case "required", "propertyNames", "dependentRequired", "uniqueItems" -> false;
      default -> true;
    };
  }

  /** The keys that may stand where an unknown one was found. */
  List<String> knownKeys() {
    List<String> known = new ArrayList<>();
    holder.path("properties").fieldNames().forEachRemaining(known::add);
    if (schemaLocation.startsWith("/$defs/fromColumn/")) {
      known.addAll(KINDS_OF_COLUMN);
    }
    known.remove("$schema");
    return known;
  }

  /** The key that was probably meant by an unknown one. */
  Optional<String> probablyMeant() {
    return keyword.equals("additionalProperties")
        ? CloseWord.to(property, knownKeys())
        : Optional.empty();
  }

  /** The keys that are missing only because this one was meant: a column has one kind of many. */
  List<JsonPointer> excused(String meant) {
    List<JsonPointer> excused = new ArrayList<>(List.of(location.appendProperty(meant)));
    if (KINDS_OF_COLUMN.contains(meant)) {
      excused.add(location.appendProperty("from"));
    }
    return excused;
  }

  private static int firstRepeated(JsonNode list) {
    Set<JsonNode> seen = new HashSet<>();
    int index = 0;
    while (seen.add(list.get(index))) {
      index++;
    }
    return index;
  }
}
