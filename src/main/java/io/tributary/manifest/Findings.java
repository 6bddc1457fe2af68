package io.tributary.manifest;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Problem;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything that was found wrong so far, so that it can be told at once. */
final class Findings {

  private record Finding(SourcePosition at, Problem problem) {}

  private final Set<Finding> findings = new LinkedHashSet<>();

  /** One more; the same one twice counts once. */
  void add(ManifestCode code, SourcePosition at, String message, String hint) {
    findings.add(new Finding(at, new Problem(code, at.toString(), message, hint)));
  }

  boolean any() {
    return !findings.isEmpty();
  }

  /** Throws if anything is wrong: by file, then by line and column. */
  void throwIfAny(String manifestFile) {
    if (any()) {
      throw new InvalidInputException(sorted(manifestFile));
    }
  }

  private List<Problem> sorted(String manifestFile) {
    return findings.stream()
        .sorted(
            Comparator.comparing((Finding f) -> !f.at.file().equals(manifestFile))
                .thenComparing(f -> f.at.file())
                .thenComparingInt(f -> f.at.line())
                .thenComparingInt(f -> f.at.column()))
        .map(Finding::problem)
        .toList();
  }
}
