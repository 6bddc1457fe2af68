package io.tributary.ledger;

/**
 * A dead letter that can be tried again.
 *
 * @param number its number
 * @param key the legacy key of its row, by its canonical text
 * @param attempts how often it was tried
 */
public record PendingLetter(long number, String key, int attempts) {}
