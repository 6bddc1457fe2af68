package io.tributary.manifest;

/**
 * A step of the whole migration that is run and signed off by itself. Phases run in the order of
 * their numbers.
 *
 * @param number 1 or more, unique
 * @param description what it moves, for people
 */
public record Phase(int number, String description) {}
