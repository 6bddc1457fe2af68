package io.tributary.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.fault.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads a manifest: YAML, then the JSON Schema, then placeholders and records, then what one part
 * must mean to another. Everything that is wrong is told at once, by line; only where the text is
 * no YAML does it end there. Safe for use by several threads.
 */
public final class ManifestLoader {

  private static final JsonPointer TENANTS = JsonPointer.valueOf("/tenants");

  private final Placeholders placeholders;
  private final ManifestSchema schema = ManifestSchema.load();

  /** A loader that resolves placeholders in this way. */
  public ManifestLoader(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  /**
   * Reads and checks a manifest. Reads files, opens no connection.
   *
   * @param file the manifest; a CSV file that it names stands beside it
   * @return a manifest without any known fault
   * @throws InvalidInputException with all problems, each with file, line and column, in the order
   *     of the file
   */
  public Manifest load(Path file) {
    Findings findings = new Findings();
    Optional<Manifest> manifest = read(file, findings);
    findings.throwIfAny(file.toString());
    return manifest.orElseThrow();
  }

  private Optional<Manifest> read(Path file, Findings findings) {
    return text(file, findings)
        .flatMap(text -> YamlReader.read(file.toString(), text, findings))
        .map(tree -> read(file, tree, findings));
  }

  private Manifest read(Path file, SourceTree tree, Findings findings) {
    PlaceholderResolver resolver =
        new PlaceholderResolver(placeholders, file.resolveSibling(""), findings);
    fetchTenants(file, tree, resolver, findings);
    schema.check(tree, findings);
    Reading reading = new Reading(tree, resolver, findings);
    Element root = Element.root(reading);
    Manifest draft = new ManifestReader(root).read(file);
    resolver.reportMissing();
    check(draft, root, findings);
    return findings.any() ? draft : ordered(draft);
  }

  private static void check(Manifest draft, Element root, Findings findings) {
    TenantChecks.run(draft, findings);
    new EntityChecks(draft, root, findings).run();
    new ReferenceChecks(draft, root, findings).run();
    new CycleChecks(draft, root, findings).run(new Dependencies(draft.entities()));
    SkipReader.check(draft, root);
  }

  private static Manifest ordered(Manifest draft) {
    return new Manifest(
        draft.name(),
        draft.file(),
        draft.uuidSecret(),
        draft.conventions(),
        draft.deadLetters(),
        draft.validation(),
        draft.tenants(),
        draft.services(),
        draft.phases(),
        new Dependencies(draft.entities()).inOrder(),
        draft.skipped());
  }

  private static Optional<String> text(Path file, Findings findings) {
    try {
      String text = Files.readString(file);
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (IOException e) {
      findings.add(
          ManifestCode.FILE_UNREADABLE,
          new SourcePosition(file.toString(), 1, 1, ""),
          "the manifest cannot be read: " + ReadFailure.reason(e),
          "give the path of a YAML file, such as manifests/northstar.yaml");
      return Optional.empty();
    }
  }

  /** Puts the rows of a CSV file where an inline list of tenants would be. */
  private static void fetchTenants(
      Path file, SourceTree tree, PlaceholderResolver resolver, Findings findings) {
    JsonNode csv = tree.root().at(TENANTS).path("file");
    if (!csv.isTextual() || csv.asText().isBlank() || tree.root().at(TENANTS).size() > 1) {
      return;
    }
    SourcePosition named = tree.position(TENANTS.appendProperty("file"));
    Optional<SourceTree> tenants =
        resolver
            .resolve(csv.asText(), named)
            .flatMap(name -> TenantCsv.read(file.resolveSibling(name), named, findings));
    if (tenants.isPresent()) {
      ((ObjectNode) tree.root()).set("tenants", tenants.get().root());
      tree.graft(tenants.get());
    } else {
      tree.markBroken(TENANTS);
    }
  }
}
