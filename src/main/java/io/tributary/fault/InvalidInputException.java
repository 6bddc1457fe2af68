package io.tributary.fault;

import java.util.List;

/**
 * The manifest, a route, an option or a schema cannot be worked with. Raised before anything is
 * touched, with all problems at once.
 */
public final class InvalidInputException extends TributaryException {

  /** All that is wrong with the input; at least one problem. */
  public InvalidInputException(List<Problem> problems) {
    super(problems, null);
  }

  /** One thing is wrong with the input. */
  public InvalidInputException(Problem problem) {
    super(List.of(problem), null);
  }

  /**
   * One thing is wrong with the input, as something below found out.
   *
   * @param cause what was thrown below
   */
  public InvalidInputException(Problem problem, Throwable cause) {
    super(List.of(problem), cause);
  }
}
