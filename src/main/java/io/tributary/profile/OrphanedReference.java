package io.tributary.profile;

import java.util.List;

/**
 * Rows that refer to a parent that legacy does not have, or whose own filter leaves it out.
 *
 * @param columns the legacy columns that refer
 * @param parent the parent entity
 * @param rows how many rows
 */
public record OrphanedReference(List<String> columns, String parent, long rows) {}
