package io.tributary.run;

import java.time.Instant;

/**
 * An index that was dropped before a first load and is missing since.
 *
 * @param service the service
 * @param table its table, with the schema
 * @param name its name
 * @param droppedAt when, by the service's clock
 * @param runLives whether the run that dropped it still lives, and so rebuilds it; else the next
 *     one does
 */
public record MissingIndex(
    String service, String table, String name, Instant droppedAt, boolean runLives) {}
