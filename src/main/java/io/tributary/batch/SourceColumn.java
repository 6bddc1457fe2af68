package io.tributary.batch;

/**
 * A column of what is read from a legacy database.
 *
 * @param name as the legacy catalog spells it
 * @param type what its values are read as
 * @param sqlType the legacy server's own name of the type, with its length, for messages
 * @param length characters or bytes at most, digits for a decimal; 0 where it has no such bound
 * @param scale decimal digits, or digits of a fraction of a second; 0 where there are none
 * @param nullable whether it may hold NULL
 */
public record SourceColumn(
    String name, SourceType type, String sqlType, int length, int scale, boolean nullable) {}
