package io.tributary.cli;

import io.tributary.batch.Accounting;
import io.tributary.run.PartitionResult;
import io.tributary.run.PartitionStatus;
import io.tributary.run.RunResult;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints what a run did: entity by tenant, then the failures whole. */
final class ResultPrinter {

  private ResultPrinter() {}

  static void print(RunResult result, boolean dryRun, PrintWriter out) {
    List<PartitionResult> worked =
        result.partitions().stream()
            .filter(partition -> partition.status() != PartitionStatus.COMPLETE_BEFORE)
            .toList();
    out.println();
    if (worked.isEmpty()) {
      int partitions = result.partitions().size();
      out.printf(
          "Nothing to do: %s complete; 0 rows read.%n",
          partitions == 1
              ? "the one partition is"
              : "all %,d partitions are".formatted(partitions));
      result.problems().forEach(out::println);
      out.flush();
      return;
    }
    TextTable table =
        new TextTable(
            "entity",
            "tenant",
            "read",
            "loaded",
            "unchanged",
            "filtered",
            "dead",
            "rows/s",
            "status");
    worked.forEach(partition -> add(table, partition));
    table.print(out);
    Accounting total = result.accounting();
    out.printf(
        Locale.ROOT,
        "%n%s%s read: %,d inserted, %,d updated, %,d unchanged, %,d deduplicated, %,d filtered, %s.%n",
        dryRun ? "Dry run, nothing written. " : "",
        Counted.of(total.read(), "row"),
        total.inserted(),
        total.updated(),
        total.unchanged(),
        total.deduplicated(),
        total.filtered(),
        Counted.of(total.deadLettered(), "dead letter"));
    for (PartitionResult partition : worked) {
      partition
          .deadLetterReasons()
          .forEach(
              (reason, count) ->
                  out.printf(
                      "dead letters %s/%s: %,d %s%n",
                      partition.entity(), partition.tenant(), count, reason));
      partition
          .failure()
          .ifPresent(why -> out.printf("%s/%s: %s%n", partition.entity(), partition.tenant(), why));
    }
    result.problems().forEach(out::println);
    out.flush();
  }

  private static void add(TextTable table, PartitionResult partition) {
    Accounting rows = partition.accounting();
    long millis = Math.max(1, partition.duration().toMillis());
    table.add(
        partition.entity(),
        partition.tenant(),
        rows.read(),
        rows.loaded() - rows.unchanged(),
        rows.unchanged(),
        rows.filtered(),
        rows.deadLettered(),
        rows.read() * 1000 / millis,
        partition.status().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }
}
