package io.tributary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.batch.Accounting;
import io.tributary.ledger.LetterNumber;
import io.tributary.ledger.StoredLetter;
import io.tributary.run.LetterList;
import io.tributary.run.PartitionResult;
import io.tributary.run.ReplayResult;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints dead letters, and what became of them. */
final class LetterPrinter {

  private static final int NUMBERS_SHOWN = 20;

  private LetterPrinter() {}

  static void print(LetterList list, PrintWriter out) {
    if (list.total() == 0) {
      out.println("No dead letters.");
      out.flush();
      return;
    }
    TextTable table =
        new TextTable(
            "letter",
            "service",
            "entity",
            "tenant",
            "legacy key",
            "stage",
            "column",
            "reason",
            "status",
            "attempts",
            "when");
    list.letters().forEach(letter -> add(table, letter));
    table.print(out);
    String reasons =
        list.countByReason().entrySet().stream()
            .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey()))
            .collect(Collectors.joining(", "));
    out.printf(Locale.ROOT, "%n%s: %s%n", Counted.of(list.total(), "dead letter"), reasons);
    long more = list.total() - list.letters().size();
    if (more > 0) {
      out.printf(Locale.ROOT, "%,d more exist; --limit shows more at once.%n", more);
    }
    out.flush();
  }

  private static void add(TextTable table, StoredLetter letter) {
    table.add(
        letter.number(),
        letter.number().service(),
        letter.entity(),
        printable(letter.tenant()),
        printable(letter.key()),
        letter.stage().toLowerCase(Locale.ROOT),
        printable(letter.column().orElse("")),
        letter.reason(),
        letter.status().word(),
        letter.attempts(),
        seconds(letter.metAt()));
  }

  static void print(StoredLetter letter, PrintWriter out) {
    line(out, "letter", letter.number());
    line(out, "entity", letter.entity());
    line(out, "tenant", letter.tenant() + " (" + letter.tenantId() + ")");
    line(out, "legacy key", letter.key());
    line(out, "stage", letter.stage().toLowerCase(Locale.ROOT));
    letter.column().ifPresent(column -> line(out, "column", column));
    line(out, "reason", letter.reason());
    line(out, "message", letter.message());
    line(out, "status", letter.status().word());
    line(out, "attempts", letter.attempts());
    line(out, "met last", seconds(letter.metAt()));
    line(out, "run", letter.runId());
    line(out, "batch", letter.batchId());
    letter
        .closed()
        .ifPresent(
            closed -> {
              line(out, "closed", seconds(closed.at()));
              closed.byBatch().ifPresent(batch -> line(out, "by batch", batch));
              closed.why().ifPresent(why -> line(out, "why", why));
            });
    line(out, "payload", letter.payload().word());
    out.flush();
  }

  static void printSourceRow(Optional<String> json, PrintWriter out) {
    out.println("source row  " + json.map(LetterPrinter::pretty).orElse("(not kept)"));
    out.flush();
  }

  private static String pretty(String json) {
    ObjectMapper mapper = new ObjectMapper();
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(mapper.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger holds a source row that is no JSON", e);
    }
  }

  private static void line(PrintWriter out, String name, Object value) {
    out.printf("%-10s  %s%n", name, printable(String.valueOf(value)));
  }

  static void print(ReplayResult result, PrintWriter out) {
    if (result.run().partitions().isEmpty()) {
      out.println("No dead letters to replay.");
      out.flush();
      return;
    }
    Accounting rows = result.rows();
    out.printf(
        Locale.ROOT,
        "%n%,d loaded, %,d filtered, %,d still dead, %,d gone from legacy.%n",
        rows.loaded(),
        rows.filtered(),
        rows.deadLettered(),
        result.gone().size());
    result
        .stillDead()
        .forEach((reason, count) -> out.printf(Locale.ROOT, "still dead: %,d %s%n", count, reason));
    if (!result.gone().isEmpty()) {
      out.println("gone from legacy, discard them: " + some(result.gone()));
    }
    for (PartitionResult partition : result.run().partitions()) {
      partition
          .failure()
          .ifPresent(why -> out.printf("%s/%s: %s%n", partition.entity(), partition.tenant(), why));
    }
    result.run().problems().forEach(out::println);
    out.flush();
  }

  private static String some(List<LetterNumber> letters) {
    String shown =
        letters.stream()
            .limit(NUMBERS_SHOWN)
            .map(LetterNumber::toString)
            .collect(Collectors.joining(" "));
    return letters.size() > NUMBERS_SHOWN
        ? shown + " and %,d more".formatted(letters.size() - NUMBERS_SHOWN)
        : shown;
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Legacy text may hold what would steer a terminal. */
  private static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                out.append("\\u%04x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
