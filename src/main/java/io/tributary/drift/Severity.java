package io.tributary.drift;

/** What a difference means for the migration; the later, the worse. */
public enum Severity {
  /** A run goes on as before. */
  HARMLESS("harmless"),
  /** A run may be refused until somebody accepts the change, or rows may come out otherwise. */
  ATTENTION("needs attention"),
  /** The mapping does not fit any more: the partitions concerned fail before they write. */
  BREAKING("breaks the mapping");

  private final String words;

  Severity(String words) {
    this.words = words;
  }

  /** As people say it. */
  public String words() {
    return words;
  }
}
