package io.tributary.ledger;

import java.util.List;

/** What becomes of a table's indexes before a first load. */
public sealed interface IndexDrop {

  /**
   * They are dropped.
   *
   * @param indexes their names; never empty
   */
  record Dropped(List<String> indexes) implements IndexDrop {}

  /**
   * They stay, since dropping them would not be safe.
   *
   * @param why for people
   */
  record Kept(String why) implements IndexDrop {}

  /** The table has no index that could be dropped. */
  record Nothing() implements IndexDrop {}
}
