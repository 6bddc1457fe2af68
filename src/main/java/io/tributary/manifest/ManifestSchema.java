package io.tributary.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The JSON Schema of manifests: the same file that editors use. It holds the shape; what one part
 * must mean to another is checked by classes that end in Checks.
 */
final class ManifestSchema {

  private static final String RESOURCE = "manifest.schema.json";

  private final JsonNode root;
  private final JsonSchema schema;

  private ManifestSchema(JsonNode root) {
    this.root = root;
    this.schema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(
                root, SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build());
  }

  /** Reads the schema from the class path. */
  static ManifestSchema load() {
    try (InputStream in = ManifestSchema.class.getResourceAsStream(RESOURCE)) {
      return new ManifestSchema(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Finds all that breaks the schema, and marks it in the tree as broken. */
  void check(SourceTree tree, Findings findings) {
    List<Violation> violations =
        schema.validate(tree.root()).stream().map(this::violation).toList();
    Set<JsonPointer> slips = new HashSet<>();
    for (Violation violation : violations) {
      violation.probablyMeant().ifPresent(key -> slips.addAll(violation.excused(key)));
    }
    for (Violation violation : violations) {
      boolean followsFromSlip =
          violation.keyword().equals("required")
              && slips.contains(violation.location().appendProperty(violation.property()));
      if (!followsFromSlip) {
        report(violation, tree, findings);
      }
    }
  }

  private static void report(Violation violation, SourceTree tree, Findings findings) {
    JsonPointer pointer = violation.pointer(tree.root());
    ViolationText text = ViolationText.of(violation, tree);
    findings.add(text.code(), tree.position(pointer), text.message(), text.hint());
    if (violation.spoilsValue()) {
      tree.markBroken(pointer);
    }
  }

  private Violation violation(ValidationMessage message) {
    JsonPointer keyword = pointer(message.getSchemaLocation().getFragment());
    JsonNode holder = root.at(keyword.head());
    String property = message.getProperty() == null ? "" : message.getProperty();
    SchemaDescriptions descriptions = new SchemaDescriptions(root);
    String around = descriptions.along(message.getEvaluationPath());
    return new Violation(
        message.getType(),
        pointer(message.getInstanceLocation()),
        property,
        message.getArguments() == null ? List.of() : List.of(message.getArguments()),
        holder,
        keyword.toString(),
        message.getType().equals("required")
            ? descriptions.ofProperty(holder, property).orElse(around)
            : around);
  }

  private static JsonPointer pointer(JsonNodePath path) {
    JsonPointer pointer = JsonPointer.empty();
    for (int i = 0; i < path.getNameCount(); i++) {
      pointer =
          path.getElement(i) instanceof Integer index
              ? pointer.appendIndex(index)
              : pointer.appendProperty(path.getElement(i).toString());
    }
    return pointer;
  }
}
