package io.tributary.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.tributary.validate.CheckStatus;
import io.tributary.validate.DifferenceKind;
import io.tributary.validate.Level;
import io.tributary.validate.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published schema says what report.json is. */
class ReportSchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;

  @Test
  void aReportFollowsTheSchemaAndOneWithAnUnknownFieldDoesNot() throws IOException {
    ObjectNode report = (ObjectNode) written();

    assertThat(schema().validate(report)).isEmpty();
    report.put("surprise", 1);
    assertThat(schema().validate(report)).isNotEmpty();
  }

  @Test
  void theWordsOfTheSchemaAreThoseOfTheRecords() throws IOException {
    JsonNode definitions =
        JSON.readTree(ReportPage.class.getResourceAsStream("report.schema.json")).path("$defs");

    assertThat(words(definitions.at("/verdict/enum")))
        .containsExactlyInAnyOrder(names(Verdict.values()));
    assertThat(words(definitions.at("/check/properties/status/enum")))
        .containsExactlyInAnyOrder(names(CheckStatus.values()));
    assertThat(words(definitions.at("/check/properties/level/enum")))
        .containsExactlyInAnyOrder(
            Arrays.stream(Level.values()).map(Level::word).toArray(String[]::new));
    assertThat(words(definitions.at("/difference/properties/kind/enum")))
        .containsExactlyInAnyOrder(names(DifferenceKind.values()));
  }

  static JsonSchema schema() {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(ReportPage.class.getResourceAsStream("report.schema.json"));
  }

  private JsonNode written() throws IOException {
    Path page = ReportFiles.write(Reports.damaged(), directory);
    return JSON.readTree(page.resolveSibling("report.json").toFile());
  }

  private static String[] names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toArray(String[]::new);
  }

  private static String[] words(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .toArray(String[]::new);
  }
}
