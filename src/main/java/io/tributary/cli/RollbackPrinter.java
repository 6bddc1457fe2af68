package io.tributary.cli;

import io.tributary.rollback.KeptRow;
import io.tributary.run.RollbackResult;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints what a rollback did: partition by partition, then the rows that were left. */
final class RollbackPrinter {

  /** Rows that were left, shown of each partition. */
  private static final int SHOWN = 20;

  private RollbackPrinter() {}

  static void print(RollbackResult result, boolean dryRun, PrintWriter out) {
    if (result.partitions().isEmpty()) {
      out.println("Nothing to roll back: no batch in scope stands.");
      out.flush();
      return;
    }
    TextTable table =
        new TextTable(
            "entity",
            "tenant",
            "batches",
            dryRun ? "would go" : "deleted",
            "changed since",
            "depended on",
            "only updated",
            "shared");
    for (RollbackResult.Partition partition : result.partitions()) {
      table.add(
          partition.entity(),
          partition.tenant(),
          partition.batches(),
          partition.targetRows(),
          partition.kept(KeptRow.Reason.CHANGED_SINCE),
          partition.kept(KeptRow.Reason.DEPENDED_ON),
          partition.kept(KeptRow.Reason.UPDATED),
          partition.kept(KeptRow.Reason.SHARED));
    }
    table.print(out);
    result.partitions().forEach(partition -> printLeft(partition, out));
    out.printf(
        Locale.ROOT,
        "%n%s%s %s, %s left that %s to go.%n",
        dryRun ? "Dry run, nothing written. " : "",
        Counted.of(result.targetRows(), "target row"),
        dryRun ? "would be deleted" : "deleted",
        Counted.of(result.owing(), "legacy row"),
        result.owing() == 1 ? "was" : "were");
    if (!dryRun) {
      out.println("Rollback " + result.rollbackId() + " is kept in migration.rollback.");
    }
    result.problems().forEach(out::println);
    out.flush();
  }

  private static void printLeft(RollbackResult.Partition partition, PrintWriter out) {
    partition.keptRows().stream()
        .filter(row -> row.reason().isOwing())
        .limit(SHOWN)
        .forEach(
            row ->
                out.printf(
                    "left %s/%s: %s (%s) %s %s%n",
                    partition.entity(),
                    partition.tenant(),
                    row.legacyKey(),
                    row.newId(),
                    row.reason().word(),
                    row.detail()));
    long owing =
        partition.kept(KeptRow.Reason.CHANGED_SINCE) + partition.kept(KeptRow.Reason.DEPENDED_ON);
    if (owing > SHOWN) {
      out.printf(
          Locale.ROOT,
          "left %s/%s: ... %,d in all%n",
          partition.entity(),
          partition.tenant(),
          owing);
    }
  }
}
