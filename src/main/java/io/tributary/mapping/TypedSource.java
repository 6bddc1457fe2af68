package io.tributary.mapping;

/**
 * A compiled source.
 *
 * @param kind what its values are
 * @param what the source in words, for messages
 * @param source the source itself
 */
record TypedSource(ValueKind kind, String what, CellSource source) {}
