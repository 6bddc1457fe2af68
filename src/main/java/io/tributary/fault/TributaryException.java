package io.tributary.fault;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The root of the errors that Tributary raises on purpose. The command line prints the problems.
 */
public abstract sealed class TributaryException extends RuntimeException
    permits InvalidInputException, RefusedException, MigrationException {

  private final transient List<Problem> problems;

  TributaryException(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an error says at least one problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** What is wrong; at least one. */
  public List<Problem> problems() {
    return problems;
  }
}
