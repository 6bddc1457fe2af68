package io.tributary.rollback;

import java.util.Optional;

/**
 * A batch between the steps of its route.
 *
 * @param step what is asked for
 * @param verdict what is to become of its rows; empty before they are judged, or if an earlier
 *     attempt was committed after all
 * @param deleted how many target rows are deleted
 * @param committedBefore what that earlier attempt did
 */
record InHand(
    RollbackStep step,
    Optional<Verdict> verdict,
    long deleted,
    Optional<BatchRolledBack> committedBefore) {}
