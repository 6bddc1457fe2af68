package io.tributary.manifest;

/**
 * Where a batch is cut: at whichever bound is reached first.
 *
 * @param rows the most rows in a batch, 1 or more
 * @param bytes the byte budget; a batch that passes it ends with the row that passed it
 */
public record BatchSize(int rows, long bytes) {}
