/**
 * The benchmark harness: the same rows brought over in several ways, side by side in one run.
 *
 * <p>{@link io.tributary.bench.Bench} starts a PostgreSQL that is as durable as a production
 * server, a legacy database in a process of its own, and one process for each case. It lets the
 * cases take turns, a round each, so that whatever else the machine does falls on all of them. What
 * is compared are ratios within a run; absolute numbers belong to the machine they were taken on.
 */
@NullMarked
package io.tributary.bench;

import org.jspecify.annotations.NullMarked;
