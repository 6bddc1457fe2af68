package io.tributary.legacy;

import java.util.List;
import java.util.Optional;

/**
 * What can be said, before the first batch of an entity, of what its batches cost the legacy
 * server.
 *
 * @param costs what each batch would cost beyond its own rows; empty if nothing
 * @param hidden why the server does not show its plans, as the end of "the server ..."; then the
 *     costs are what the table's indexes tell. Empty if it does show them
 */
public record PlanReport(List<PlanCost> costs, Optional<String> hidden) {

  /** An immutable list. */
  public PlanReport {
    costs = List.copyOf(costs);
  }

  static PlanReport shown(List<PlanCost> costs) {
    return new PlanReport(costs, Optional.empty());
  }

  static PlanReport hidden(String why) {
    return new PlanReport(List.of(), Optional.of(why));
  }

  /** The same, where the server shows no plan with what the indexes of a table tell. */
  PlanReport orByIndexes(LegacyTable table) {
    boolean unordered = hidden.isPresent() && table.name().isPresent() && !table.keyIsIndexed();
    return unordered ? new PlanReport(List.of(PlanCost.noIndex()), hidden) : this;
  }
}
