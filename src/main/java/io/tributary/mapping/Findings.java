package io.tributary.mapping;

import io.tributary.fault.Problem;
import io.tributary.manifest.SourcePosition;
import java.util.ArrayList;
import java.util.List;

/** The problems found so far, so that all are said at once. */
final class Findings {

  private final List<Problem> problems = new ArrayList<>();

  void add(MappingCode code, SourcePosition at, String message, String hint) {
    problems.add(new Problem(code, at.toString(), message, hint));
  }

  /** A problem that another package found without knowing the place in the manifest. */
  void addAt(SourcePosition at, Problem found) {
    problems.add(new Problem(found.code(), at.toString(), found.message(), found.hint()));
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }
}
