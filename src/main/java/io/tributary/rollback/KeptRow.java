package io.tributary.rollback;

import java.util.Arrays;
import java.util.UUID;

/**
 * A legacy row whose target rows were left.
 *
 * @param reason why
 * @param legacyKey its key, as in the mapping store
 * @param newId its UUID
 * @param detail the table or foreign key that is to blame; empty if there is none
 */
public record KeptRow(Reason reason, String legacyKey, UUID newId, String detail) {

  /** Why a row is left. */
  public enum Reason {
    /** The batch did not insert it: it was there before and only updated. */
    UPDATED("updated", false),
    /** Somebody else has changed it since. */
    CHANGED_SINCE("changed-since", true),
    /** Rows that are not taken back refer to it. */
    DEPENDED_ON("depended-on", true),
    /** Other tenants' legacy rows became the same row. */
    SHARED("shared", false);

    private final String word;
    private final boolean owing;

    Reason(String word, boolean owing) {
      this.word = word;
      this.owing = owing;
    }

    static Reason of(String word) {
      return Arrays.stream(values()).filter(r -> r.word.equals(word)).findFirst().orElseThrow();
    }

    /** The word for it in {@code migration.rolled_back_batch}. */
    public String word() {
      return word;
    }

    /**
     * Whether such a row is one that was to go: it keeps its mapping row, and a later rollback
     * finds it.
     */
    public boolean isOwing() {
      return owing;
    }
  }
}
