package io.tributary.validate;

import io.tributary.batch.Batch;
import io.tributary.batch.BatchKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The legacy rows whose joins are looked at: those that were drawn for the sample, or, where every
 * row is compared, as many drawn from the rows as they come by, each as likely as any other. The
 * same seed draws the same from the same rows. For one thread at a time.
 */
public final class JoinSample {

  private final int size;
  private final boolean full;
  private final SplittableRandom random;
  private final List<String> keys = new ArrayList<>();
  private long seen;

  JoinSample(ComparedEntity compared, ValidationOptions options) {
    this.size = options.sample();
    this.full = options.full();
    long name = compared.entity().identity().hashCode() * 31L + compared.tenant().id().hashCode();
    this.random = new SplittableRandom(options.seed() ^ (name * 0x9E37_79B9_7F4A_7C15L));
  }

  /** Rows come by; those that are read by their keys were drawn already, or came by before. */
  void offer(Batch batch) {
    if (!full || batch.kind() == BatchKind.VALIDATION) {
      return;
    }
    for (int row = 0; row < batch.size(); row++) {
      seen++;
      if (keys.size() < size) {
        keys.add(batch.keyText(row));
      } else {
        long place = random.nextLong(seen);
        if (place < size) {
          keys.set((int) place, batch.keyText(row));
        }
      }
    }
  }

  /** These rows were drawn, by their canonical keys. */
  public void drawn(List<String> sample) {
    keys.clear();
    keys.addAll(sample);
  }

  /** The rows' canonical keys. */
  List<String> keys() {
    return List.copyOf(keys);
  }
}
