package io.tributary.legacy;

/**
 * Values that are there more than once.
 *
 * @param keys how many such values
 * @param rows how many rows have one of them
 */
public record RepeatedRows(long keys, long rows) {}
