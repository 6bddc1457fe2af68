package io.tributary.scaffold;

import io.tributary.legacy.LegacyTable;

/**
 * A table or view that is not migrated.
 *
 * @param name its name
 * @param reason why
 */
record Skipped(LegacyTable.Name name, String reason) {}
