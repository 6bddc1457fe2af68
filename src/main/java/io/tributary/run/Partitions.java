package io.tributary.run;

import io.tributary.batch.Claim;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Tenant;

/** What the orchestrator asks of the ledgers: one implementation writes, one is for dry runs. */
interface Partitions {

  /** Claims a partition, and makes ready what its batches need. */
  Claim claim(Entity entity, Tenant tenant);

  /** Records that the partition is complete, its second pass included. */
  void complete(Claim claim);

  /** Records that the partition failed. */
  void fail(Claim claim, String message);

  /** The worker is through with the claim, however it ended: what it held in memory can go. */
  void release(Claim claim);
}
