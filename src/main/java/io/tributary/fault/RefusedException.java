package io.tributary.fault;

import java.util.List;

/** What was asked for is understood and possible, but would put data at risk; nothing was done. */
public final class RefusedException extends TributaryException {

  /** One reason for the refusal. */
  public RefusedException(Problem problem) {
    super(List.of(problem), null);
  }

  /** All reasons for the refusal; at least one. */
  public RefusedException(List<Problem> problems) {
    super(problems, null);
  }
}
