package io.tributary.profile;

/**
 * Rows that would become dead letters, as the dry run found them.
 *
 * @param column the target column to blame; empty if it is none alone
 * @param reason the code of the dead letters
 * @param rows how many rows
 */
public record Refusal(String column, String reason, long rows) {}
