package io.tributary.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/** Collects the values of a {@link SourceTree} with their places. */
final class TreeBuilder {

  private final String file;
  private final Map<JsonPointer, SourcePosition> positions = new HashMap<>();
  private final Map<JsonPointer, String> written = new HashMap<>();

  TreeBuilder(String file) {
    this.file = file;
  }

  /** A value stands at this line and column, both from 1. */
  SourcePosition place(JsonPointer pointer, int line, int column) {
    return place(pointer, line, column, dotted(pointer));
  }

  SourcePosition place(JsonPointer pointer, int line, int column, String path) {
    SourcePosition position = new SourcePosition(file, line, column, path);
    positions.put(pointer, position);
    return position;
  }

  /** A scalar's text in the file. */
  void write(JsonPointer pointer, String text) {
    written.put(pointer, text);
  }

  SourceTree build(JsonNode root) {
    return new SourceTree(file, root, positions, written);
  }

  /** A pointer as people read it: keys joined by dots. */
  static String dotted(JsonPointer pointer) {
    StringBuilder path = new StringBuilder();
    for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
      path.append(path.isEmpty() ? "" : ".").append(at.getMatchingProperty());
    }
    return path.toString();
  }
}
