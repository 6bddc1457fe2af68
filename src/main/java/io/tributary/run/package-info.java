/**
 * The orchestrator: which partitions are to be migrated, in what order and by how many workers, on
 * which databases and routes; and the checks before the first row.
 *
 * <p>The door is {@link io.tributary.run.Migration}. Invariants: a partition begins only after
 * those it depends on are complete, a failed partition stops what depends on it and nothing else,
 * and a result never claims more than the ledgers have. Imports every package but {@code cli} and
 * {@code demo}.
 */
@NullMarked
package io.tributary.run;

import org.jspecify.annotations.NullMarked;
