package io.tributary.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The route files that ship are what Camel's own schema for the YAML DSL allows. */
class RouteFilesTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final JsonSchema SCHEMA = schema();

  static List<Path> routeFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("routes"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void followsCamelsSchema(Path file) throws IOException {
    JsonNode routes = YAML.readTree(Files.readString(file));

    assertThat(SCHEMA.validate(routes)).as(file.toString()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("routeFiles")
  void hasANameThatTheLoaderUnderstands(Path file) {
    assertThat(file.getFileName().toString()).matches("[a-z-]+\\.camel\\.yaml");
  }

  @Test
  void aMisspelledStepIsFound() throws IOException {
    JsonNode routes =
        YAML.readTree(
            """
            - route:
                from:
                  uri: direct:a
                  steps:
                    - splitt: {}
            """);

    assertThat(SCHEMA.validate(routes)).isNotEmpty();
  }

  private static JsonSchema schema() {
    InputStream schema = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json");
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
  }
}
