package io.tributary.batch;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.math.BigInteger;

/**
 * Sums hashes of keys modulo 2^64: two sets of keys with the same count and sum are the same set,
 * as far as chance goes. What the ledger keeps of the keys that were read is compared by it with
 * what legacy has now.
 *
 * <p>Keys that are one integer are summed otherwise than all others: as the key and as its square,
 * which any SQL server can sum up by itself. For the same count and sums of other keys at least
 * three keys must have gone and three others come whose sums and whose sums of squares agree; among
 * keys of 2^31 and more, whose squares are taken of a remainder, two and two.
 *
 * <p><b>The hashes never change</b>: sums are kept in ledgers. For one thread.
 */
public final class KeySum {

  private static final Hasher64 HASHER = Hashing.xxh3_64();

  /** Squares of what is less than this fit a bigint. */
  private static final long ROOT = 2_147_483_647;

  /** Keeps sums and sums of squares apart: odd, and like a random number. */
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  private long count;
  private long sum;

  /** Adds a key by its canonical text. */
  public void add(String keyText) {
    count++;
    sum += HASHER.hashCharsToLong(keyText);
  }

  /** Adds a key that is one integer. */
  public void add(long key) {
    long root = key % ROOT;
    count++;
    sum += key + MIX * (root * root);
  }

  /**
   * Adds integer keys that were summed elsewhere.
   *
   * @param keys the sum of the keys
   * @param squares the sum of what {@link #sqlSquare} makes of them
   */
  public void add(long otherCount, BigInteger keys, BigInteger squares) {
    count += otherCount;
    sum += keys.longValue() + MIX * squares.longValue();
  }

  /**
   * SQL for the square of an integer key, a bigint.
   *
   * @param key SQL for the key
   */
  public static String sqlSquare(String key) {
    // A remainder takes the type of its divisor in H2.
    String root = "(CAST(%s AS BIGINT) %% CAST(%d AS BIGINT))".formatted(key, ROOT);
    return root + " * " + root;
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
