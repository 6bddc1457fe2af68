/**
 * Breaks migrations on purpose and compares what comes of them with one that nobody disturbed: the
 * real command line as a process, killed, frozen, doubled, or cut off from PostgreSQL.
 */
@NullMarked
package io.tributary.crash;

import org.jspecify.annotations.NullMarked;
