package io.tributary.legacy;

import java.util.List;

/**
 * What one SELECT brought.
 *
 * @param rows in the server's order
 * @param bytes about how much memory they take
 * @param cutByBytes whether the byte budget ended them
 * @param moreFollow whether the server had a row after them
 */
record Page(List<Object[]> rows, long bytes, boolean cutByBytes, boolean moreFollow) {}
