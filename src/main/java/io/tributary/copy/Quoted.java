package io.tributary.copy;

import static java.util.stream.Collectors.joining;

import java.util.Collection;

/** Names as they stand in SQL: always quoted, so that no name is a keyword or folded. */
public final class Quoted {

  private Quoted() {}

  /** One name, quoted. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A table with its schema. */
  public static String table(TargetTable table) {
    return name(table.schema()) + "." + name(table.name());
  }

  /** Names, separated by commas. */
  public static String list(Collection<String> names) {
    return names.stream().map(Quoted::name).collect(joining(", "));
  }
}
