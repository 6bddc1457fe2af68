package io.tributary.batch;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/**
 * Sums hashes of keys modulo 2^64: two sets of keys with the same count and sum are the same set,
 * but for a chance of about 1 in 2^64. What the ledger keeps of the keys that were read is compared
 * by it with what legacy has now.
 *
 * <p><b>The hash never changes</b>: sums are kept in ledgers. For one thread.
 */
public final class KeySum {

  private static final Hasher64 HASHER = Hashing.xxh3_64();

  private long count;
  private long sum;

  /** Adds a key by its canonical text. */
  public void add(String keyText) {
    count++;
    sum += HASHER.hashCharsToLong(keyText);
  }

  /** Adds keys that were summed before. */
  public void add(long otherCount, long otherSum) {
    count += otherCount;
    sum += otherSum;
  }

  /** How many keys were added. */
  public long count() {
    return count;
  }

  /** The sum of their hashes modulo 2^64. */
  public long sum() {
    return sum;
  }

  /** Whether these are the same keys, as far as count and sum can tell. */
  public boolean matches(KeySum other) {
    return count == other.count && sum == other.sum;
  }
}
