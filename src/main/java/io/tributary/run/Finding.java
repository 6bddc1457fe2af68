package io.tributary.run;

import io.tributary.fault.Problem;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param subject what was checked
 * @param level how it stands
 * @param problem what is wrong, unless all is well
 */
public record Finding(String subject, Level level, Optional<Problem> problem) {

  /** How serious a finding is. */
  public enum Level {
    /** All is well. */
    OK,
    /** It will work; somebody should know. */
    WARNING,
    /** It would not work, or would surprise. */
    FAILURE
  }

  static Finding ok(String subject) {
    return new Finding(subject, Level.OK, Optional.empty());
  }

  static Finding warning(String subject, Problem problem) {
    return new Finding(subject, Level.WARNING, Optional.of(problem));
  }

  static Finding failure(String subject, Problem problem) {
    return new Finding(subject, Level.FAILURE, Optional.of(problem));
  }

  /** Whether a run would be refused for it. */
  public boolean isFailure() {
    return level == Level.FAILURE;
  }

  /** One line, and the way out on the next. */
  @Override
  public String toString() {
    String mark =
        switch (level) {
          case OK -> "ok      ";
          case WARNING -> "warning ";
          case FAILURE -> "FAILED  ";
        };
    return mark + problem.map(Problem::toString).orElse(subject);
  }
}
