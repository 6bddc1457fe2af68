package io.tributary.drift;

import java.util.Locale;

/** How a server tells its names apart. */
enum Naming {
  /** As SQL Server does by its usual collations: {@code ID} and {@code Id} are one name. */
  ANY_CASE,
  /** As PostgreSQL does in its catalog, and the mapping, which quotes each name. */
  EXACT;

  /** The same text for names that are one. */
  String of(String name) {
    return this == ANY_CASE ? name.toLowerCase(Locale.ROOT) : name;
  }
}
