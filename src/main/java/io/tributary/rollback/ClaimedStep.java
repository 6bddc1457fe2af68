package io.tributary.rollback;

import io.tributary.batch.Claim;

/** A step with the claim under which it is done: the body that the rollback route begins with. */
public record ClaimedStep(RollbackStep step, Claim claim) {}
