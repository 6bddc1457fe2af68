package io.tributary.run;

import io.tributary.batch.BatchKind;
import io.tributary.batch.Claim;
import io.tributary.legacy.PartitionRunner;
import java.util.List;

/**
 * A route that is ready and is never asked.
 *
 * @param concurrency how many workers it takes; 0 for any number
 */
record UnaskedRoute(int concurrency) implements PartitionRunner {

  @Override
  public PartitionRunner.End run(Claim claim) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<String> run(Claim claim, BatchKind kind, List<String> keys) {
    throw new UnsupportedOperationException();
  }
}
