package io.tributary.run;

import io.tributary.batch.Batch;
import io.tributary.batch.Claim;
import io.tributary.legacy.KeysetReader;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.manifest.Manifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Draws keys of a partition by lot, each as likely as any other, in one pass over all keys of
 * legacy: a reservoir. The same seed draws the same keys as long as legacy has the same.
 */
final class KeySample {

  private final int size;
  private final SplittableRandom random;

  /**
   * Draws so many keys, or all if there are no more.
   *
   * @param seed of the validation; mixed with what names the partition
   */
  KeySample(int size, long seed, Claim claim) {
    this.size = size;
    long name = claim.entity().identity().hashCode() * 31L + claim.tenant().id().hashCode();
    this.random = new SplittableRandom(seed ^ (name * 0x9E37_79B9_7F4A_7C15L));
  }

  /**
   * The keys, canonically, in no particular order; empty if it was told to stop.
   *
   * @param goesOn whether another page of keys may be read
   */
  Optional<List<String>> draw(
      LegacyDatabase legacy, Claim claim, Manifest manifest, BooleanSupplier goesOn) {
    List<String> drawn = new ArrayList<>();
    long seen = 0;
    try (KeysetReader keys = legacy.keyReader(claim, manifest)) {
      Optional<List<String>> lower = Optional.empty();
      boolean more = true;
      while (more) {
        if (!goesOn.getAsBoolean()) {
          return Optional.empty();
        }
        Optional<Batch> page = keys.next(lower);
        if (page.isPresent()) {
          seen = offer(page.get(), drawn, seen);
          lower = Optional.of(page.get().upper());
        }
        more = page.isPresent() && !page.get().isLast();
      }
    }
    return Optional.of(Collections.unmodifiableList(drawn));
  }

  private long offer(Batch page, List<String> drawn, long seenBefore) {
    long seen = seenBefore;
    for (int row = 0; row < page.size(); row++) {
      seen++;
      if (drawn.size() < size) {
        drawn.add(page.keyText(row));
      } else {
        long place = random.nextLong(seen);
        if (place < size) {
          drawn.set((int) place, page.keyText(row));
        }
      }
    }
    return seen;
  }
}
