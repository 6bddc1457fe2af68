package io.tributary.demo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.zip.CRC32;

/** Chance that falls the same way every time. Each purpose has a sequence of its own. */
final class Dice {

  private final SplittableRandom random;

  private Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The sequence for one purpose in one district. */
  static Dice of(DistrictPlan plan, String purpose) {
    return new Dice(seed(plan, purpose));
  }

  /** The seed for one purpose in one district. */
  static long seed(DistrictPlan plan, String purpose) {
    CRC32 hash = new CRC32();
    hash.update(purpose.getBytes(StandardCharsets.UTF_8));
    return hash.getValue() * 31 + plan.number();
  }

  /** From 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code first} to {@code last}, both included. */
  int between(int first, int last) {
    return random.nextInt(first, last + 1);
  }

  /** True once in so many times, on average. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  double fraction() {
    return random.nextDouble();
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A random UUID, version 4. */
  UUID uuid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low);
  }
}
