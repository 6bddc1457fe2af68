package io.tributary.bench;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The results as a Markdown table, the ceilings beside what is compared with them. */
final class ResultTable {

  private final Results results;

  ResultTable(Results results) {
    this.results = results;
  }

  String markdown() throws IOException {
    StringBuilder text = new StringBuilder();
    list(text, "Machine", Results.machine());
    list(text, "Settings", results.settings());
    text.append(
        """

        | rows | connections | how | rows/s: median (least to most) | own CPU | PostgreSQL | legacy | peak MiB | of the ceiling | of the loop |
        |---|---:|---|---:|---:|---:|---:|---:|---:|---:|
        """);
    results.cases().stream()
        .sorted(Comparator.comparing(one -> Suite.valueOf(one.suite())))
        .forEach(one -> row(text, one));
    text.append("\nCPU in microseconds a row.\n");
    Ratios.named(results.cases())
        .forEach(
            (name, ratio) ->
                text.append("\n- `").append(name).append("`: ").append(format("%.2f", ratio)));
    return text.append('\n').toString();
  }

  private static void list(StringBuilder text, String title, Map<String, String> values) {
    text.append('\n').append(title).append(": ");
    values.forEach(
        (name, value) ->
            text.append(name).append(' ').append(value.isEmpty() ? "-" : value).append("; "));
    text.append('\n');
  }

  private void row(StringBuilder text, CaseResult one) {
    text.append(
        format(
            "| %s | %d | %s | %,.0f (%,.0f to %,.0f) | %.1f | %.1f | %.1f | %d | %s | %s |%n",
            one.data(),
            one.workers(),
            one.name().substring(0, one.name().indexOf('/'))
                + one.name().replaceFirst(".* workers?", "").replace('/', ' '),
            one.rowsPerSecond().median(),
            one.rowsPerSecond().min(),
            one.rowsPerSecond().max(),
            one.cpuSecondsPerMillionRows().own(),
            one.cpuSecondsPerMillionRows().postgresql(),
            one.cpuSecondsPerMillionRows().legacy(),
            one.peakRssMiB(),
            against(one, "COPY"),
            against(one, "LOOP")));
  }

  private String against(CaseResult one, String engine) {
    List<CaseResult> cases = results.cases();
    Optional<CaseResult> other =
        one.engine().equals("TRIBUTARY")
            ? cases.stream()
                .filter(c -> c.engine().equals(engine) && c.isComparable(one))
                .findFirst()
            : Optional.empty();
    return other.map(found -> format("%.2f", Ratios.of(one, found))).orElse("");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
