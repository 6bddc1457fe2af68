package io.tributary.batch;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What has become of each row of a batch: first by the steps and the mapper, then by the load,
 * which can be taken back. Different rows may be told of by different threads, one row by one at a
 * time.
 */
final class Outcomes {

  private final RowOutcome[] byMapping;
  private final RowOutcome[] byLoad;
  private final long[] uuidHigh;
  private final long[] uuidLow;
  private final long[] hashes;
  private final boolean[] known;
  private final boolean[] same;
  private final Queue<DeferredReference> deferred = new ConcurrentLinkedQueue<>();
  private final Map<Integer, DeadLetter> mapRefusals = new ConcurrentHashMap<>();
  private final Map<Integer, DeadLetter> loadRefusals = new ConcurrentHashMap<>();
  private final Map<Integer, String> filterReasons = new ConcurrentHashMap<>();

  /** All rows are read, and no more. */
  Outcomes(int rows) {
    this.byMapping = new RowOutcome[rows];
    Arrays.fill(byMapping, RowOutcome.READ);
    this.byLoad = new RowOutcome[rows];
    this.uuidHigh = new long[rows];
    this.uuidLow = new long[rows];
    this.hashes = new long[rows];
    this.known = new boolean[rows];
    this.same = new boolean[rows];
  }

  void mapped(int row, UUID uuid, long hash) {
    byMapping[row] = RowOutcome.MAPPED;
    uuidHigh[row] = uuid.getMostSignificantBits();
    uuidLow[row] = uuid.getLeastSignificantBits();
    hashes[row] = hash;
  }

  void filter(int row, String reason) {
    byMapping[row] = RowOutcome.FILTERED;
    filterReasons.put(row, reason);
  }

  void refuse(int row, DeadLetter deadLetter) {
    if (deadLetter.stage() == DeadLetter.Stage.MAP) {
      byMapping[row] = RowOutcome.DEAD;
      mapRefusals.put(row, deadLetter);
    } else {
      byLoad[row] = RowOutcome.DEAD;
      loadRefusals.put(row, deadLetter);
    }
  }

  void defer(DeferredReference reference) {
    deferred.add(reference);
  }

  List<DeferredReference> deferred() {
    return List.copyOf(deferred);
  }

  void markKnown(int row) {
    known[row] = true;
  }

  boolean isKnown(int row) {
    return known[row];
  }

  void markSame(int row) {
    loaded(row, RowOutcome.UNCHANGED);
    same[row] = true;
  }

  boolean isSame(int row) {
    return same[row];
  }

  /** What an earlier try at loading settled is forgotten. */
  void beginLoad() {
    Arrays.fill(byLoad, null);
    Arrays.fill(known, false);
    Arrays.fill(same, false);
    loadRefusals.clear();
  }

  void loaded(int row, RowOutcome outcome) {
    if (byMapping[row] != RowOutcome.MAPPED) {
      throw new IllegalStateException(
          "row " + row + " is " + byMapping[row] + " and cannot be loaded");
    }
    byLoad[row] = outcome;
  }

  RowOutcome of(int row) {
    RowOutcome load = byLoad[row];
    return load != null ? load : byMapping[row];
  }

  UUID uuid(int row) {
    return new UUID(uuidHigh[row], uuidLow[row]);
  }

  long hash(int row) {
    return hashes[row];
  }

  SortedMap<Integer, DeadLetter> deadLetters() {
    SortedMap<Integer, DeadLetter> all = new TreeMap<>(mapRefusals);
    all.putAll(loadRefusals);
    return all;
  }

  SortedMap<Integer, String> filterReasons() {
    return new TreeMap<>(filterReasons);
  }

  Accounting accounting() {
    long inserted = 0;
    long updated = 0;
    long unchanged = 0;
    long deduplicated = 0;
    long filtered = 0;
    long dead = 0;
    for (int row = 0; row < byMapping.length; row++) {
      switch (of(row)) {
        case INSERTED -> inserted++;
        case UPDATED -> updated++;
        case UNCHANGED -> unchanged++;
        case DEDUPLICATED -> deduplicated++;
        case FILTERED -> filtered++;
        case DEAD -> dead++;
        case READ, MAPPED -> {}
      }
    }
    return new Accounting(
        byMapping.length, inserted, updated, unchanged, deduplicated, filtered, dead);
  }

  /** Sum modulo 2^64 of the hashes of the rows that the target has. */
  long checksum() {
    long sum = 0;
    for (int row = 0; row < byMapping.length; row++) {
      switch (of(row)) {
        case INSERTED, UPDATED, UNCHANGED, DEDUPLICATED -> sum += hashes[row];
        case READ, MAPPED, FILTERED, DEAD -> {}
      }
    }
    return sum;
  }
}
