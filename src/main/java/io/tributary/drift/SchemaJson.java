package io.tributary.drift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.fault.MigrationException;
import io.tributary.fault.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Schemas as the ledger keeps them. Thread-safe. */
final class SchemaJson {

  private static final int VERSION = 1;

  private final ObjectMapper mapper = new ObjectMapper();

  String write(Schema schema) {
    ObjectNode json = mapper.createObjectNode();
    json.put("version", VERSION);
    ArrayNode tables = json.putArray("tables");
    schema.tables().forEach(table -> write(tables.addObject(), table));
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void write(ObjectNode json, Schema.Table table) {
    json.put("name", table.name());
    json.put("rows", table.rows());
    ArrayNode columns = json.putArray("columns");
    for (Schema.Column column : table.columns()) {
      ObjectNode one = columns.addObject();
      one.put("name", column.name());
      one.put("type", column.type());
      one.put("nullable", column.nullable());
      column.computed().ifPresent(text -> one.put("computed", text));
      column.defaultValue().ifPresent(text -> one.put("default", text));
    }
    ArrayNode keys = json.putArray("keys");
    for (Schema.Key key : table.keys()) {
      ObjectNode one = keys.addObject();
      one.put("kind", key.kind().name());
      one.put("name", key.name());
      key.columns().forEach(one.putArray("columns")::add);
      one.put("detail", key.detail());
    }
  }

  /**
   * A schema as {@link #write} wrote it.
   *
   * @param of whose it is, for the message
   * @throws MigrationException if it is none
   */
  Schema read(String json, String of) {
    try {
      JsonNode tree = mapper.readTree(json);
      if (tree.path("version").asInt() != VERSION) {
        throw new IllegalArgumentException("version " + tree.path("version"));
      }
      List<Schema.Table> tables = new ArrayList<>();
      tree.path("tables").forEach(table -> tables.add(table(table)));
      return new Schema(tables);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new MigrationException(
          new Problem(
              DriftCode.SNAPSHOT_UNREADABLE,
              "migration.schema_snapshot",
              "the frozen schema of " + of + " is not one that this build has written",
              "Freeze it again: tributary drift freeze."),
          e);
    }
  }

  private static Schema.Table table(JsonNode json) {
    List<Schema.Column> columns = new ArrayList<>();
    for (JsonNode one : json.path("columns")) {
      columns.add(
          new Schema.Column(
              one.path("name").asText(),
              one.path("type").asText(),
              one.path("nullable").asBoolean(),
              text(one, "computed"),
              text(one, "default")));
    }
    List<Schema.Key> keys = new ArrayList<>();
    for (JsonNode one : json.path("keys")) {
      List<String> names = new ArrayList<>();
      one.path("columns").forEach(name -> names.add(name.asText()));
      keys.add(
          new Schema.Key(
              Schema.KeyKind.valueOf(one.path("kind").asText()),
              one.path("name").asText(),
              names,
              one.path("detail").asText()));
    }
    return new Schema.Table(json.path("name").asText(), json.path("rows").asLong(), columns, keys);
  }

  private static Optional<String> text(JsonNode json, String field) {
    return json.has(field) ? Optional.of(json.path(field).asText()) : Optional.empty();
  }
}
