package io.tributary.legacy;

/**
 * A column whose values are compared after some cleaning by the legacy server.
 *
 * @param column its name, without regard to case
 * @param trimmed without blanks at both ends
 * @param caseless without regard to case
 * @param blankIsNull whether an empty text is no value
 */
public record CleanedColumn(
    String column, boolean trimmed, boolean caseless, boolean blankIsNull) {}
