package io.tributary.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Profiles as {@code profile.json}, whose schema is {@code profile.schema.json} beside this class.
 * Thread-safe.
 */
public final class ProfileJson {

  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The whole report. */
  public String of(ProfileReport report) {
    ObjectNode json = mapper.createObjectNode();
    json.put("runId", report.runId().toString());
    json.put("manifest", report.manifest());
    json.put("toolVersion", report.toolVersion());
    json.put("startedAt", report.startedAt().toString());
    json.put("endedAt", report.endedAt().toString());
    ArrayNode entities = json.putArray("entities");
    report.entities().forEach(entity -> write(entities.addObject(), entity));
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void write(ObjectNode json, EntityProfile entity) {
    json.put("entity", entity.entity());
    json.put("tenant", entity.tenant());
    json.put("rows", entity.rows());
    json.put("filtered", entity.filtered());
    json.put("refused", entity.refused());
    json.put("durationMillis", entity.duration().toMillis());
    entity.failure().ifPresent(why -> json.put("failure", why));
    ArrayNode refusals = json.putArray("refusals");
    for (Refusal refusal : entity.refusals()) {
      ObjectNode one = refusals.addObject();
      one.put("column", refusal.column());
      one.put("reason", refusal.reason());
      one.put("rows", refusal.rows());
    }
    ArrayNode columns = json.putArray("columns");
    entity.columns().forEach(column -> write(columns.addObject(), column));
    ArrayNode repeated = json.putArray("repeatedKeys");
    for (RepeatedKey key : entity.repeated()) {
      ObjectNode one = repeated.addObject();
      one.put("table", key.table());
      key.columns().forEach(one.putArray("columns")::add);
      key.legacyColumns().forEach(one.putArray("legacyColumns")::add);
      one.put("keys", key.keys());
      one.put("rows", key.rows());
    }
    ArrayNode orphaned = json.putArray("orphanedReferences");
    for (OrphanedReference reference : entity.orphaned()) {
      ObjectNode one = orphaned.addObject();
      reference.columns().forEach(one.putArray("columns")::add);
      one.put("parent", reference.parent());
      one.put("rows", reference.rows());
    }
  }

  private static void write(ObjectNode json, ColumnStatistics column) {
    json.put("name", column.column());
    json.put("type", column.type());
    json.put("nulls", column.nulls());
    json.put("blanks", column.blanks());
    json.put("maxLength", column.maxLength());
    json.put("targetLength", column.targetLength());
    json.put("tooLong", column.tooLong());
    column.min().ifPresent(text -> json.put("min", text));
    column.max().ifPresent(text -> json.put("max", text));
    json.put("before1900", column.before1900());
    json.put("farFuture", column.farFuture());
    json.put("defaultDates", column.defaultDates());
    json.put("nulCharacters", column.nulCharacters());
    json.put("unpairedSurrogates", column.unpairedSurrogates());
  }
}
