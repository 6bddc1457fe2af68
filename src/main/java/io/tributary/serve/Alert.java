package io.tributary.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.fault.Problem;
import io.tributary.fault.TributaryException;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.ValidationReport;
import io.tributary.validate.Verdict;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * What is told of a validation that did not prove everything, as JSON: names and numbers, no value
 * or key of a row. Of a failure it has the codes and not the messages, which name servers.
 */
final class Alert {

  private static final int MOST_PLACES = 20;

  private Alert() {}

  static String of(ValidationReport report, String trigger, Path page) {
    ObjectNode json = head(report.manifest(), trigger, report.verdict().name());
    json.put("run", report.runId().toString());
    json.put("startedAt", report.startedAt().toString());
    json.put("endedAt", report.endedAt().toString());
    json.put("differences", report.differenceCount());
    json.put("report", page.toString());
    List<EntityFindings> worstFirst =
        report.everything().stream()
            .filter(one -> one.verdict() != Verdict.PROVEN)
            .sorted(Comparator.comparingLong(EntityFindings::differenceCount).reversed())
            .toList();
    json.put("notProven", worstFirst.size());
    ArrayNode places = json.putArray("places");
    worstFirst.stream()
        .limit(MOST_PLACES)
        .forEach(
            one ->
                places
                    .addObject()
                    .put("entity", one.entity())
                    .put("tenant", one.tenant())
                    .put("verdict", one.verdict().name())
                    .put("differences", one.differenceCount()));
    return json.toString();
  }

  static String of(String manifest, String trigger, RuntimeException failure) {
    ObjectNode json = head(manifest, trigger, ValidationService.FAILED);
    ArrayNode codes = json.putArray("codes");
    codes(failure).forEach(codes::add);
    return json.toString();
  }

  static List<String> codes(RuntimeException failure) {
    return failure instanceof TributaryException known
        ? known.problems().stream().map(Problem::code).map(code -> code.id()).distinct().toList()
        : List.of(failure.getClass().getSimpleName());
  }

  private static ObjectNode head(String manifest, String trigger, String verdict) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", "validation-failed")
        .put("manifest", manifest)
        .put("trigger", trigger)
        .put("verdict", verdict);
  }
}
