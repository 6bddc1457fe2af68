package io.tributary.validate;

/** How a check ended. */
public enum CheckStatus {
  /** It looked at all it was to look at, and found nothing. */
  PASSED(Verdict.PROVEN),
  /** It could not look at everything; the check's note says why. */
  NOT_DONE(Verdict.INCOMPLETE),
  /** It found differences. */
  DIFFERENT(Verdict.DIFFERENT);

  private final Verdict verdict;

  CheckStatus(Verdict verdict) {
    this.verdict = verdict;
  }

  /** What a validation comes to with such a check. */
  public Verdict verdict() {
    return verdict;
  }
}
