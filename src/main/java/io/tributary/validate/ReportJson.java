package io.tributary.validate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reports as JSON. The names of fields are published: others read them, and a validation that was
 * broken off goes on from what it kept in this form. Times are ISO 8601, durations milliseconds.
 * Thread-safe.
 */
public final class ReportJson {

  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * The whole report, an entity and tenant at a time: a tree of all would need more memory than
   * what it is made of.
   *
   * @param out is not closed
   */
  public void write(ValidationReport report, Writer out) throws IOException {
    JsonGenerator json = mapper.getFactory().createGenerator(out).useDefaultPrettyPrinter();
    json.writeStartObject();
    for (Map.Entry<String, JsonNode> field : head(report).properties()) {
      json.writeFieldName(field.getKey());
      json.writeTree(field.getValue());
    }
    json.writeArrayFieldStart("entities");
    for (EntityFindings findings : report.entities()) {
      ObjectNode one = mapper.createObjectNode();
      write(one, findings);
      json.writeTree(one);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("deadLetters");
    for (DeadLetterCount letters : report.deadLetters()) {
      ObjectNode one = mapper.createObjectNode();
      write(one, letters);
      json.writeTree(one);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
  }

  private ObjectNode head(ValidationReport report) {
    ObjectNode json = mapper.createObjectNode();
    json.put("runId", report.runId().toString());
    json.put("verdict", report.verdict().name());
    json.put("manifest", report.manifest());
    json.put("fingerprint", report.fingerprint());
    json.put("toolVersion", report.toolVersion());
    json.put("startedAt", report.startedAt().toString());
    json.put("endedAt", report.endedAt().toString());
    json.put("full", report.options().full());
    json.put("sample", report.options().sample());
    json.put("seed", report.options().seed());
    json.put("differenceCount", report.differenceCount());
    ObjectNode leftOut = json.putObject("leftOut");
    report.leftOut().services().forEach(leftOut.putArray("services")::add);
    report.leftOut().entities().forEach(leftOut.putArray("entities")::add);
    report.leftOut().tenants().forEach(leftOut.putArray("tenants")::add);
    ArrayNode services = json.putArray("services");
    report.services().forEach(one -> write(services.addObject(), one));
    ArrayNode overall = json.putArray("overall");
    report.overall().forEach(check -> write(overall.addObject(), check));
    return json;
  }

  private static void write(ObjectNode json, ServiceTotals totals) {
    json.put("service", totals.service());
    json.put("verdict", totals.verdict().name());
    json.put("pairs", totals.pairs());
    json.put("counted", totals.counted());
    json.put("legacy", totals.legacy());
    json.put("mapped", totals.mapped());
    json.put("filtered", totals.filtered());
    json.put("deadLettered", totals.deadLettered());
    json.put("unaccounted", totals.unaccounted());
    json.put("expected", totals.expected());
    json.put("target", totals.target());
    json.put("differenceCount", totals.differences());
  }

  /** What was found of one entity and tenant. */
  public String of(EntityFindings findings) {
    ObjectNode json = mapper.createObjectNode();
    write(json, findings);
    return text(json);
  }

  private String text(JsonNode json) {
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void write(ObjectNode json, EntityFindings findings) {
    json.put("entity", findings.entity());
    json.put("tenant", findings.tenant());
    json.put("service", findings.service());
    json.put("verdict", findings.verdict().name());
    json.put("rows", findings.rows());
    json.put("durationMillis", findings.duration().toMillis());
    json.put("rowsPerSecond", Math.round(findings.rowsPerSecond()));
    json.put("differenceCount", findings.differenceCount());
    findings.failure().ifPresent(why -> json.put("failure", why));
    findings.counts().ifPresent(counts -> write(json.putObject("counts"), counts));
    ArrayNode checks = json.putArray("checks");
    findings.checks().forEach(check -> write(checks.addObject(), check));
  }

  private static void write(ObjectNode json, DeadLetterCount letters) {
    json.put("entity", letters.entity());
    json.put("tenant", letters.tenant());
    json.put("service", letters.service());
    letters.column().ifPresent(column -> json.put("column", column));
    json.put("reason", letters.reason());
    json.put("status", letters.status());
    json.put("count", letters.count());
  }

  private static void write(ObjectNode json, Counts counts) {
    json.put("legacy", counts.legacy());
    json.put("mapped", counts.mapped());
    json.put("filtered", counts.filtered());
    json.put("deadLettered", counts.deadLettered());
    ArrayNode tables = json.putArray("tables");
    for (TableCount table : counts.tables()) {
      ObjectNode one = tables.addObject();
      one.put("table", table.table());
      table.expected().ifPresent(expected -> one.put("expected", expected));
      one.put("target", table.target());
    }
  }

  private static void write(ObjectNode json, Check check) {
    json.put("level", check.level().word());
    json.put("subject", check.subject());
    json.put("status", check.status().name());
    json.put("rows", check.rows());
    json.put("durationMillis", check.duration().toMillis());
    json.put("differenceCount", check.differenceCount());
    if (!check.note().isEmpty()) {
      json.put("note", check.note());
    }
    ArrayNode differences = json.putArray("differences");
    for (Difference difference : check.differences()) {
      ObjectNode one = differences.addObject();
      one.put("kind", difference.kind().name());
      difference.table().ifPresent(text -> one.put("table", text));
      difference.legacyKey().ifPresent(text -> one.put("legacyKey", text));
      difference.id().ifPresent(text -> one.put("id", text));
      difference.column().ifPresent(text -> one.put("column", text));
      difference.expected().ifPresent(text -> one.put("expected", text));
      difference.actual().ifPresent(text -> one.put("actual", text));
      one.put("message", difference.message());
    }
  }

  /**
   * Findings as {@link #of(EntityFindings)} wrote them.
   *
   * @throws MigrationException if they cannot be read
   */
  public EntityFindings read(String json) {
    try {
      return findings(mapper.readTree(json));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new MigrationException(
          new Problem(
              ValidateCode.REPORT,
              "migration.validation_result",
              "what an earlier validation kept cannot be read",
              "Validate from the beginning: --restart."),
          e);
    }
  }

  private static EntityFindings findings(JsonNode json) {
    List<Check> checks = new ArrayList<>();
    json.path("checks").forEach(check -> checks.add(check(check)));
    return new EntityFindings(
        json.path("entity").asText(),
        json.path("tenant").asText(),
        json.path("service").asText(),
        json.has("counts") ? Optional.of(counts(json.path("counts"))) : Optional.empty(),
        checks,
        json.path("rows").asLong(),
        Duration.ofMillis(json.path("durationMillis").asLong()),
        text(json, "failure"));
  }

  private static Counts counts(JsonNode json) {
    List<TableCount> tables = new ArrayList<>();
    for (JsonNode table : json.path("tables")) {
      tables.add(
          new TableCount(
              table.path("table").asText(),
              table.has("expected")
                  ? OptionalLong.of(table.path("expected").asLong())
                  : OptionalLong.empty(),
              table.path("target").asLong()));
    }
    return new Counts(
        json.path("legacy").asLong(),
        json.path("mapped").asLong(),
        json.path("filtered").asLong(),
        json.path("deadLettered").asLong(),
        tables);
  }

  private static Check check(JsonNode json) {
    List<Difference> differences = new ArrayList<>();
    for (JsonNode one : json.path("differences")) {
      differences.add(
          new Difference(
              DifferenceKind.valueOf(one.path("kind").asText()),
              text(one, "table"),
              text(one, "legacyKey"),
              text(one, "id"),
              text(one, "column"),
              text(one, "expected"),
              text(one, "actual"),
              one.path("message").asText()));
    }
    return new Check(
        Level.valueOf(json.path("level").asText().toUpperCase(java.util.Locale.ROOT)),
        json.path("subject").asText(),
        CheckStatus.valueOf(json.path("status").asText()),
        json.path("rows").asLong(),
        json.path("differenceCount").asLong(),
        differences,
        json.path("note").asText(),
        Duration.ofMillis(json.path("durationMillis").asLong()));
  }

  private static Optional<String> text(JsonNode json, String field) {
    return json.has(field) ? Optional.of(json.path(field).asText()) : Optional.empty();
  }
}
