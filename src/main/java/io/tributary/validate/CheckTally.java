package io.tributary.validate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A check while it is made: lists the first differences and counts all. For one thread. */
final class CheckTally {

  private final Level level;
  private final String subject;
  private final List<Difference> listed = new ArrayList<>();
  private final long startedNanos = System.nanoTime();
  private long count;
  private long rows;
  private boolean notDone;
  private String note = "";

  CheckTally(Level level, String subject) {
    this.level = level;
    this.subject = subject;
  }

  /** One more difference. */
  void add(Difference difference) {
    addUnlisted(1);
    if (listed.size() < Check.MOST_LISTED) {
      listed.add(difference);
    }
  }

  /** How many more differences it would list. */
  int room() {
    return Check.MOST_LISTED - listed.size();
  }

  /** More differences, of which nothing but their number is known. */
  void addUnlisted(long more) {
    count += more;
  }

  /** So many more rows were looked at. */
  void looked(long more) {
    rows += more;
  }

  /** How many rows were looked at so far. */
  long rows() {
    return rows;
  }

  /** Something that a reader should know. */
  void note(String words) {
    note = note.isEmpty() ? words : note + "; " + words;
  }

  /** Not everything can be looked at. */
  void notDone(String why) {
    notDone = true;
    note(why);
  }

  Check result() {
    CheckStatus otherwise = notDone ? CheckStatus.NOT_DONE : CheckStatus.PASSED;
    return new Check(
        level,
        subject,
        count > 0 ? CheckStatus.DIFFERENT : otherwise,
        rows,
        count,
        listed,
        note,
        Duration.ofNanos(System.nanoTime() - startedNanos));
  }
}
