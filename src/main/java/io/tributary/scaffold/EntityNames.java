package io.tributary.scaffold;

import java.util.HashSet;
import java.util.Set;

/**
 * Names of entities: as those of their target tables, but with hyphens, and with nothing but {@code
 * a-z}, digits and hyphens, since they name routes and files. Not thread-safe.
 */
final class EntityNames {

  private static final int MOST = 63;

  private final Set<String> taken = new HashSet<>();

  /** A free name for the entity that fills this target table. */
  String of(String target) {
    String name =
        target.replaceAll("[^a-z0-9]+", "-").replaceAll("^[^a-z]+", "").replaceAll("-+$", "");
    boolean whole = target.matches("[a-z0-9_]+") && !name.isEmpty();
    if (!whole) {
      String mark = Digests.hex(target).substring(0, 6);
      name = (name.isEmpty() ? "table" : cut(name, MOST - 7)) + "-" + mark;
    }
    for (int number = 2; !taken.add(name); number++) {
      name = cut(name, MOST - 5) + "-" + number;
    }
    return name;
  }

  private static String cut(String name, int most) {
    return name.length() <= most ? name : name.substring(0, most);
  }
}
