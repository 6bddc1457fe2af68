package io.tributary.copy;

import io.tributary.batch.DeadLetter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one batch that have a unique key in common. Which of them stay is decided as loading one
 * row after the other would: a row stays if none of its keys is taken by a row that stays, and then
 * takes them all.
 */
final class Duplicates {

  private record Key(int rule, long group) {}

  private final List<DeadLetter> letters = new ArrayList<>();
  private final SortedMap<Integer, List<Key>> keys = new TreeMap<>();
  private final Map<Integer, DeadLetter> refused = new HashMap<>();
  private final BitSet owners = new BitSet();

  /**
   * The keys that follow belong to another index.
   *
   * @param letter for rows that it refuses
   */
  void beginIndex(DeadLetter letter) {
    letters.add(letter);
  }

  /**
   * A target row of this legacy row has that key, which other target rows of the batch have too.
   */
  void add(int legacyRow, long group) {
    keys.computeIfAbsent(legacyRow, row -> new ArrayList<>())
        .add(new Key(letters.size() - 1, group));
  }

  /** Decides; called once, when all is added. */
  void decide() {
    Map<Key, Integer> taken = new HashMap<>();
    keys.forEach(
        (row, rowKeys) -> {
          Map<Key, Integer> own = new HashMap<>();
          Key refusedBy = null;
          for (Key key : rowKeys) {
            Integer owner = taken.get(key);
            boolean isTwice = own.put(key, row) != null;
            if (refusedBy == null && (owner != null || isTwice)) {
              refusedBy = key;
              own(owner);
            }
          }
          if (refusedBy == null) {
            taken.putAll(own);
          } else {
            refused.put(row, letters.get(refusedBy.rule));
          }
        });
  }

  private void own(@Nullable Integer owner) {
    if (owner != null) {
      owners.set(owner);
    }
  }

  /** The rows that don't stay, each with its dead letter. */
  Map<Integer, DeadLetter> refused() {
    return refused;
  }

  /** The rows that stay and for which others don't. If one is refused after all, so is this. */
  BitSet owners() {
    return owners;
  }
}
