package io.tributary.cli;

import io.tributary.run.PlannedPartition;
import io.tributary.run.WorkPlan;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints a plan: an entity a line, its tenants summed, so that hundreds of them stay readable. */
final class PlanPrinter {

  private PlanPrinter() {}

  static void print(WorkPlan plan, PrintWriter out) {
    Map<String, List<PlannedPartition>> byEntity = new LinkedHashMap<>();
    for (PlannedPartition partition : plan.partitions()) {
      byEntity.computeIfAbsent(partition.entity().name(), name -> new ArrayList<>()).add(partition);
    }
    TextTable table =
        new TextTable("phase", "entity", "service", "tenants", "rows", "done", "to do", "after");
    for (List<PlannedPartition> partitions : byEntity.values()) {
      PlannedPartition first = partitions.get(0);
      table.add(
          first.entity().phase(),
          first.entity().name(),
          first.entity().service(),
          partitions.size(),
          sum(partitions, p -> Math.max(0, p.estimatedRows())),
          sum(partitions, PlannedPartition::committedRows),
          sum(partitions, PlannedPartition::remainingRows),
          String.join(", ", first.entity().dependsOn()));
    }
    table.print(out);
    out.printf(
        "%,d of %s to do, about %s%n",
        plan.toDo().size(),
        Counted.of(plan.partitions().size(), "partition"),
        Counted.of(plan.remainingRows(), "row"));
    out.flush();
  }

  private static long sum(
      List<PlannedPartition> partitions,
      java.util.function.ToLongFunction<PlannedPartition> measure) {
    return partitions.stream().mapToLong(measure).sum();
  }
}
