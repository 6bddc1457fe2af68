package io.tributary.manifest;

/**
 * Where something stands in a manifest, so that later findings (an unknown column, a type that does
 * not fit) can still point at the line.
 *
 * @param file the file as the user named it
 * @param line 1-based
 * @param column 1-based
 * @param path dotted path of keys, such as {@code entities.student.into.students.grade_id}
 */
public record SourcePosition(String file, int line, int column, String path) {

  /** {@code file:line:column path}, as it stands in messages. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + (path.isEmpty() ? "" : " " + path);
  }
}
