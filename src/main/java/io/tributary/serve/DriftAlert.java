package io.tributary.serve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.drift.Difference;
import io.tributary.drift.DriftReport;
import io.tributary.drift.Severity;

/**
 * What is told of drift that matters, as JSON: names of tables, columns and types. Of a database
 * that did not answer it has the code and not the message, which names the server.
 */
final class DriftAlert {

  private static final int MOST_LISTED = 20;

  private DriftAlert() {}

  static String of(String manifest, String trigger, String verdict, DriftReport report) {
    ObjectNode json = head(manifest, trigger, verdict);
    json.put("breaking", report.count(Severity.BREAKING));
    json.put("attention", report.count(Severity.ATTENTION));
    json.put("unreadable", report.problems().size());
    ArrayNode codes = json.putArray("codes");
    report.problems().stream().map(problem -> problem.code().id()).distinct().forEach(codes::add);
    ArrayNode differences = json.putArray("drift");
    report.differences().stream()
        .filter(one -> one.severity() != Severity.HARMLESS)
        .limit(MOST_LISTED)
        .forEach(one -> write(differences.addObject(), one));
    return json.toString();
  }

  private static void write(ObjectNode json, Difference difference) {
    json.put("severity", difference.severity().name());
    json.put("database", difference.database());
    json.put("element", difference.element());
    json.put("what", difference.what());
    difference.entities().forEach(json.putArray("entities")::add);
  }

  static String of(String manifest, String trigger, RuntimeException failure) {
    ObjectNode json = head(manifest, trigger, ValidationService.FAILED);
    Alert.codes(failure).forEach(json.putArray("codes")::add);
    return json.toString();
  }

  private static ObjectNode head(String manifest, String trigger, String verdict) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("event", "schema-drift")
        .put("manifest", manifest)
        .put("trigger", trigger)
        .put("verdict", verdict);
  }
}
