package io.tributary.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The schema that editors see is the one that the loader enforces, and it explains itself. */
class ManifestSchemaFileTest {

  private static final String BESIDE_MANIFESTS = "manifests/manifest.schema.json";

  @Test
  void theSchemaBesideTheManifestsIsTheLoadersOwn() throws Exception {
    assertThat(Files.readAllBytes(Path.of(BESIDE_MANIFESTS))).isEqualTo(resource());
  }

  @Test
  void everyPropertyHasATitleAndADescription() throws Exception {
    JsonNode root = new ObjectMapper().readTree(resource());
    List<String> silent = new ArrayList<>();

    collectSilent(root, root, "", silent);

    assertThat(silent).isEmpty();
  }

  @Test
  void theWordsOfTheSchemaAreThoseOfTheRecords() throws Exception {
    JsonNode column = new ObjectMapper().readTree(resource()).at("/$defs/fromColumn/properties");

    assertThat(words(column.at("/as/enum")))
        .containsExactlyElementsOf(
            Arrays.stream(Conversion.To.values()).map(Conversion.To::word).toList());
    assertThat(words(column.at("/clean/items/enum")))
        .containsExactlyElementsOf(Arrays.stream(Clean.values()).map(Clean::word).toList());
  }

  private static void collectSilent(
      JsonNode root, JsonNode node, String path, List<String> silent) {
    boolean mapsNames = path.endsWith("/properties");
    JsonNode properties = node.path(mapsNames ? "none" : "properties");
    properties
        .fieldNames()
        .forEachRemaining(
            name -> {
              JsonNode property = properties.get(name);
              JsonNode target =
                  property.has("$ref")
                      ? root.at(property.get("$ref").asText().substring(1))
                      : property;
              for (String word : List.of("title", "description")) {
                if (!property.has(word) && !target.has(word)) {
                  silent.add(path + "/" + name + " has no " + word);
                }
              }
            });
    node.fieldNames()
        .forEachRemaining(name -> collectSilent(root, node.get(name), path + "/" + name, silent));
  }

  private static List<String> words(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return words;
  }

  private static byte[] resource() throws Exception {
    try (InputStream in = ManifestLoader.class.getResourceAsStream("manifest.schema.json")) {
      assertThat(in).isNotNull();
      return in.readAllBytes();
    }
  }
}
