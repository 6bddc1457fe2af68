package io.tributary.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A manifest as plain data, with the place of every value in its file: what lies between YAML and
 * the records.
 *
 * <p>Values that break the schema are marked as such. They stay in the tree, but readers pass over
 * them as if they were not there, since the schema's finding has said already what is wrong.
 */
final class SourceTree {

  private final String file;
  private final JsonNode root;
  private final Map<JsonPointer, SourcePosition> positions;
  private final Map<JsonPointer, String> written;
  private final Set<JsonPointer> broken = new HashSet<>();

  /**
   * A tree.
   *
   * @param positions where each value stands (a value with a key: its key)
   * @param written scalars as they stand in the file, before YAML makes numbers of them: a code 007
   *     is not 7
   */
  SourceTree(
      String file,
      JsonNode root,
      Map<JsonPointer, SourcePosition> positions,
      Map<JsonPointer, String> written) {
    this.file = file;
    this.root = root;
    this.positions = new HashMap<>(positions);
    this.written = new HashMap<>(written);
  }

  String file() {
    return file;
  }

  JsonNode root() {
    return root;
  }

  /** Where the value stands, or, if there is none, where the nearest value around it does. */
  SourcePosition position(JsonPointer pointer) {
    for (JsonPointer at = pointer; at != null; at = at.head()) {
      SourcePosition position = positions.get(at);
      if (position != null) {
        return position;
      }
    }
    return new SourcePosition(file, 1, 1, "");
  }

  /** The scalar as it stands in the file; empty if there is none, or null. */
  Optional<String> written(JsonPointer pointer) {
    return Optional.ofNullable(written.get(pointer));
  }

  /** Takes in another tree in place of a value of this one. */
  void graft(SourceTree other) {
    positions.putAll(other.positions);
    written.putAll(other.written);
  }

  void markBroken(JsonPointer pointer) {
    broken.add(pointer);
  }

  boolean isBroken(JsonPointer pointer) {
    return broken.contains(pointer);
  }
}
