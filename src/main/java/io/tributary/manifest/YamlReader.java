package io.tributary.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Makes a {@link SourceTree} of YAML text. Scalars mean what YAML 1.2's core schema says, as in
 * editors: {@code yes} is text, {@code true} is not.
 */
final class YamlReader {

  private static final int MOST_CHARACTERS = 64 * 1024 * 1024;
  private static final int MOST_ALIASES = 100_000;

  private final String file;
  private final Findings findings;
  private final TreeBuilder builder;
  private final Deque<Node> around = new ArrayDeque<>();

  private YamlReader(String file, Findings findings) {
    this.file = file;
    this.findings = findings;
    this.builder = new TreeBuilder(file);
  }

  /** The tree; empty if the text is no YAML, or holds nothing: the findings say so. */
  static Optional<SourceTree> read(String file, String text, Findings findings) {
    return new YamlReader(file, findings).read(text);
  }

  private Optional<SourceTree> read(String text) {
    try {
      Optional<Node> root = compose(text);
      if (root.isEmpty()) {
        findings.add(
            ManifestCode.EMPTY,
            new SourcePosition(file, 1, 1, ""),
            "the manifest is empty",
            "begin with a copy of an example under manifests/");
        return Optional.empty();
      }
      JsonPointer top = JsonPointer.empty();
      builder.place(top, 1, 1);
      return Optional.of(builder.build(tree(root.get(), top)));
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      int line = mark.map(m -> m.getLine() + 1).orElse(1);
      int column = mark.map(m -> m.getColumn() + 1).orElse(1);
      syntax(line, column, e.getProblem());
    } catch (ReaderException e) {
      String before = text.substring(0, Math.min(text.length(), e.getPosition()));
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      int column = before.length() - before.lastIndexOf('\n');
      syntax(line, column, "the character U+%04X is not allowed".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      syntax(1, 1, e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<Node> compose(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setSchema(new CoreSchema())
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .setCodePointLimit(MOST_CHARACTERS)
            .build();
    return new Compose(settings).composeString(text);
  }

  private void syntax(int line, int column, String problem) {
    findings.add(
        ManifestCode.YAML_SYNTAX,
        new SourcePosition(file, line, column, ""),
        "this is not YAML: " + problem.strip(),
        "look at indentation (spaces only), quotes and brackets on this line and the one before");
  }

  private JsonNode tree(Node node, JsonPointer pointer) {
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, pointer);
    }
    if (around.contains(node)) {
      add(ManifestCode.YAML_SYNTAX, node, pointer, "an alias stands inside its own anchor", "");
      return MissingNode.getInstance();
    }
    around.push(node);
    try {
      return node instanceof MappingNode mapping
          ? mapping(mapping, pointer)
          : sequence((SequenceNode) node, pointer);
    } finally {
      around.pop();
    }
  }

  private JsonNode mapping(MappingNode mapping, JsonPointer pointer) {
    var object = JsonNodeFactory.instance.objectNode();
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        add(
            ManifestCode.YAML_SYNTAX,
            entry.getKeyNode(),
            pointer,
            "a key must be a single word, not a list or a map",
            "a placeholder must be quoted, since braces mean a map: \"{{env:NAME}}\"");
        continue;
      }
      JsonPointer child = pointer.appendProperty(key.getValue());
      if (key.getValue().equals("<<") && key.isPlain()) {
        add(
            ManifestCode.YAML_SYNTAX,
            key,
            child,
            "merge keys (<<) are no part of YAML 1.2 and not understood",
            "write the keys out, or use an alias for the whole value");
      } else if (object.has(key.getValue())) {
        add(
            ManifestCode.DUPLICATE_KEY,
            key,
            child,
            "'%s' stands here twice".formatted(key.getValue()),
            "keep one of the two");
      } else {
        builder.place(child, line(key), column(key));
        object.set(key.getValue(), tree(entry.getValueNode(), child));
      }
    }
    return object;
  }

  private JsonNode sequence(SequenceNode sequence, JsonPointer pointer) {
    var array = JsonNodeFactory.instance.arrayNode();
    for (Node item : sequence.getValue()) {
      JsonPointer child = pointer.appendIndex(array.size());
      builder.place(child, line(item), column(item));
      array.add(tree(item, child));
    }
    return array;
  }

  private JsonNode scalar(ScalarNode scalar, JsonPointer pointer) {
    JsonNode value = YamlScalars.value(scalar);
    if (value.isMissingNode()) {
      add(
          ManifestCode.YAML_SYNTAX,
          scalar,
          pointer,
          "the tag %s is not understood".formatted(scalar.getTag().getValue()),
          "leave the tag out");
    } else if (!value.isNull()) {
      builder.write(pointer, value.isBoolean() ? value.asText() : scalar.getValue());
    }
    return value;
  }

  private void add(ManifestCode code, Node node, JsonPointer pointer, String message, String hint) {
    SourcePosition at =
        new SourcePosition(file, line(node), column(node), TreeBuilder.dotted(pointer));
    findings.add(code, at, message, hint);
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private static int column(Node node) {
    return node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
  }
}
