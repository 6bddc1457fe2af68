package io.tributary.drift;

import io.tributary.fault.Problem;
import java.util.List;

/**
 * What a comparison of schemas found.
 *
 * @param databases how many were looked at
 * @param differences from what was frozen, the worst first
 * @param districts in what the districts differ from each other now, whether it was frozen so or
 *     not
 * @param problems databases that could not be looked at; nothing is said of these
 */
public record DriftReport(
    int databases,
    List<Difference> differences,
    List<DistrictDifference> districts,
    List<Problem> problems) {

  /** Whether something needs attention, or breaks the mapping. */
  public boolean needsAttention() {
    return differences.stream().anyMatch(one -> one.severity() != Severity.HARMLESS);
  }

  /** How many differences are of that severity. */
  public long count(Severity severity) {
    return differences.stream().filter(one -> one.severity() == severity).count();
  }
}
