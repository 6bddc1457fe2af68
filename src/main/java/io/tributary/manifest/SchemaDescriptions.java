package io.tributary.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import java.util.Optional;

/** Finds what the schema says about a place, for people. */
record SchemaDescriptions(JsonNode root) {

  /** The last description on the way that the validator took through the schema. */
  String along(JsonNodePath evaluationPath) {
    JsonNode at = root;
    String description = "";
    for (int i = 0; i < evaluationPath.getNameCount(); i++) {
      String step = evaluationPath.getElement(i).toString();
      at = step.equals("$ref") ? target(at) : at.path(step);
      if (at.isObject() && at.path("description").isTextual()) {
        description = at.path("description").asText();
      }
    }
    return description;
  }

  /** What is said about a property, by itself or by what it refers to. */
  Optional<String> ofProperty(JsonNode holder, String property) {
    JsonNode at = holder.path("properties").path(property);
    JsonNode own = at.has("description") || !at.has("$ref") ? at : target(at);
    return Optional.of(own.path("description").asText()).filter(text -> !text.isEmpty());
  }

  private JsonNode target(JsonNode holder) {
    return root.at(holder.path("$ref").asText().substring(1));
  }
}
