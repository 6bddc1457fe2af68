package io.tributary.copy;

import static java.util.stream.Collectors.joining;

import java.util.Collection;

/** Names as they stand in SQL: always quoted, so that no name is a keyword or folded. */
final class Quoted {

  private Quoted() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String table(TargetTable table) {
    return name(table.schema()) + "." + name(table.name());
  }

  static String list(Collection<String> names) {
    return names.stream().map(Quoted::name).collect(joining(", "));
  }
}
