package io.tributary.report;

import io.tributary.validate.EntityFindings;
import io.tributary.validate.ValidationReport;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long an entity took over all districts, and how fast it went: a line of a bar chart.
 *
 * @param timeShare how long its bar is, of the longest, in percent
 * @param speedShare the same for rows a second
 */
record PaceView(
    String entity, String time, String timeShare, String rows, String speed, String speedShare) {

  private static final int MOST = 40;

  private record Line(String entity, Totals totals) {}

  static Capped<PaceView> of(ValidationReport report) {
    Map<String, List<EntityFindings>> groups = GridView.group(report, EntityFindings::entity);
    List<Line> slowestFirst =
        groups.entrySet().stream()
            .map(group -> new Line(group.getKey(), Totals.of(group.getValue())))
            .filter(line -> !line.totals().duration().isZero())
            .sorted(Comparator.comparing((Line line) -> line.totals().duration()).reversed())
            .toList();
    double longest = most(slowestFirst, PaceView::seconds);
    double fastest = most(slowestFirst, line -> line.totals().rowsPerSecond());
    return Capped.of(
        slowestFirst,
        MOST,
        line ->
            new PaceView(
                line.entity(),
                Words.duration(line.totals().duration()),
                share(seconds(line), longest),
                Words.number(line.totals().compared()),
                Words.number(Math.round(line.totals().rowsPerSecond())),
                share(line.totals().rowsPerSecond(), fastest)));
  }

  private static double seconds(Line line) {
    return line.totals().duration().toNanos() / 1e9;
  }

  private static double most(List<Line> lines, java.util.function.ToDoubleFunction<Line> number) {
    return lines.stream().mapToDouble(number).max().orElse(0);
  }

  private static String share(double part, double whole) {
    return String.format(Locale.ROOT, "%.1f", whole == 0 ? 0 : 100 * part / whole);
  }
}
