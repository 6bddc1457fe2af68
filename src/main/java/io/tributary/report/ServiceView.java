package io.tributary.report;

import io.tributary.validate.EntityFindings;
import io.tributary.validate.ServiceTotals;
import io.tributary.validate.ValidationReport;
import java.util.List;
import java.util.Map;

/**
 * The counts of a service.
 *
 * @param line its verdict and sums
 * @param unaccounted old rows that are neither moved nor left out nor dead letters
 * @param expected rows that its tables should have, where that is known
 * @param target rows that these tables have
 */
record ServiceView(SumLine line, String unaccounted, String expected, String target) {

  static List<ServiceView> of(ValidationReport report) {
    Map<String, List<EntityFindings>> findings = GridView.group(report, EntityFindings::service);
    return report.services().stream()
        .map(totals -> of(totals, findings.getOrDefault(totals.service(), List.of())))
        .toList();
  }

  private static ServiceView of(ServiceTotals totals, List<EntityFindings> findings) {
    return new ServiceView(
        SumLine.of(totals.service(), findings, one -> one.entity() + " of " + one.tenant()),
        Words.number(totals.unaccounted()),
        Words.number(totals.expected()),
        Words.number(totals.target()));
  }
}
