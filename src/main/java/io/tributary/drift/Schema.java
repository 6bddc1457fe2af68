package io.tributary.drift;

import java.util.List;
import java.util.Optional;

/**
 * A database's schema, in words that both kinds of server share. Names are as the catalog spells
 * them and are compared by {@link Naming}.
 *
 * @param tables in no particular order
 */
record Schema(List<Table> tables) {

  /**
   * A table, or what a query gives that an entity reads.
   *
   * @param name with its schema, as {@code dbo.Student}
   * @param rows about how many rows it has; -1 if nobody says
   * @param columns in their order
   * @param keys keys and indexes
   */
  record Table(String name, long rows, List<Column> columns, List<Key> keys) {}

  /**
   * A column.
   *
   * @param name its name
   * @param type with its length, as the server writes it
   * @param nullable whether it may hold NULL
   * @param computed the expression it is computed by; empty if it is stored
   * @param defaultValue what fills it if it is left out; empty if nothing does
   */
  record Column(
      String name,
      String type,
      boolean nullable,
      Optional<String> computed,
      Optional<String> defaultValue) {

    String definition() {
      return type + (nullable ? "" : " NOT NULL");
    }
  }

  /** What a key does. */
  enum KeyKind {
    PRIMARY("primary key"),
    UNIQUE("unique key"),
    INDEX("index"),
    FOREIGN("foreign key"),
    CHECK("check");

    final String word;

    KeyKind(String word) {
      this.word = word;
    }
  }

  /**
   * A key, index or check. Its name is for people: servers make names up, others in each database.
   *
   * @param kind what it does
   * @param name its name
   * @param columns its columns in order
   * @param detail what else tells it from others: what it refers to, a condition
   */
  record Key(KeyKind kind, String name, List<String> columns, String detail) {

    /** Two keys with the same identity are one, whatever their names. */
    String identity(Naming naming) {
      return naming.of(kind.word + " " + String.join(", ", columns) + " " + detail);
    }

    String display() {
      return kind.word
          + " ("
          + String.join(", ", columns)
          + ")"
          + (detail.isEmpty() ? "" : " " + detail);
    }
  }

  static String fold(String name) {
    return Naming.ANY_CASE.of(name);
  }
}
