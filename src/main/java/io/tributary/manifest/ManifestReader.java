package io.tributary.manifest;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes records of a manifest's values. What could not be read has a filler in its record; the
 * findings then hold the reason, so that the draft is checked further but never used.
 */
final class ManifestReader {

  private static final UUID NO_ID = new UUID(0, 0);
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int LEGACY_CONNECTIONS = 4;
  private static final int SERVICE_CONNECTIONS = 8;

  private final Element root;

  ManifestReader(Element root) {
    this.root = root;
  }

  Manifest read(Path file) {
    return new Manifest(
        root.child("name").text(),
        file,
        uuidSecret(),
        conventions(),
        DeadLetterReader.read(root),
        ValidationReader.read(root),
        tenants(),
        services(),
        phases(),
        entities(),
        SkipReader.read(root));
  }

  private Secret uuidSecret() {
    Element element = root.child("uuidSecret");
    Secret secret = element.secret().orElse(new Secret(""));
    if (element.isPresent() && secret.reveal().isBlank()) {
      element
          .optionalText()
          .ifPresent(
              empty ->
                  element.report(
                      ManifestCode.EMPTY,
                      "the secret is empty",
                      "set it to a long random text, once and for all"));
    }
    return secret;
  }

  private Manifest.Conventions conventions() {
    Element element = root.child("conventions");
    var conventions =
        new Manifest.Conventions(
            element.child("id").textIfPresent().orElse("id"),
            element.child("tenantId").textIfPresent().orElse("tenant_id"),
            element.child("legacyId").textIfPresent().orElse("legacy_id"));
    if (Stream.of(conventions.id(), conventions.tenantId(), conventions.legacyId())
            .distinct()
            .count()
        < 3) {
      element.report(
          ManifestCode.COLUMN_TWICE,
          "two of the columns id, tenantId and legacyId have the same name",
          "give each a name of its own");
    }
    return conventions;
  }

  private List<Tenant> tenants() {
    Element defaults = root.child("defaults").child("legacy");
    return root.child("tenants").items().stream().map(each -> tenant(each, defaults)).toList();
  }

  private static Tenant tenant(Element element, Element defaults) {
    return new Tenant(
        uuid(element.child("id")),
        element.child("name").text(),
        zone(element.child("zone")).orElse(ZoneOffset.UTC),
        ConnectionReader.read(element.child("legacy"), defaults, LEGACY_CONNECTIONS),
        element.at());
  }

  private static UUID uuid(Element element) {
    String text = element.text();
    if (text.isEmpty()) {
      return NO_ID;
    }
    if (!UUID_FORM.matcher(text).matches()) {
      element.report(
          ManifestCode.BAD_UUID,
          "'%s' is not a UUID".formatted(text),
          "it looks like 0b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b23");
      return NO_ID;
    }
    UUID id = UUID.fromString(text);
    if (id.equals(NO_ID)) {
      element.report(
          ManifestCode.BAD_UUID,
          "'%s' is the UUID of nobody".formatted(text),
          "give the tenant a UUID of its own, as `uuidgen` prints one");
    }
    return id;
  }

  /** A time zone; empty if there is none, or it is not known. */
  static Optional<ZoneId> zone(Element element) {
    String text = element.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException e) {
      element.report(
          ManifestCode.BAD_ZONE,
          "the time zone '%s' is not known".formatted(text),
          CloseWord.to(text, ZoneId.getAvailableZoneIds())
              .map("did you mean '%s'?"::formatted)
              .orElse("use a name of the IANA database, such as America/New_York"));
      return Optional.empty();
    }
  }

  private Map<String, Service> services() {
    Map<String, Service> services = new LinkedHashMap<>();
    Element noDefaults = root.child("defaults").child("services");
    root.child("services")
        .entries()
        .forEach(
            (name, element) ->
                services.put(
                    name,
                    new Service(
                        name,
                        ConnectionReader.read(element, noDefaults, SERVICE_CONNECTIONS),
                        element.child("schema").textIfPresent().orElse("public"),
                        element.child("tenantSetting").textIfPresent(),
                        element.at())));
    return Collections.unmodifiableMap(services);
  }

  private List<Phase> phases() {
    return root.child("phases").entries().entrySet().stream()
        .filter(entry -> entry.getKey().matches("[1-9][0-9]{0,3}"))
        .map(
            entry ->
                new Phase(
                    Integer.parseInt(entry.getKey()), entry.getValue().optionalText().orElse("")))
        .sorted(Comparator.comparingInt(Phase::number))
        .toList();
  }

  private Map<String, Entity> entities() {
    EntityReader reader =
        new EntityReader(
            BatchReader.read(
                root.child("defaults").child("batch"), new BatchSize(10_000, 16L * 1024 * 1024)),
            root.child("defaults").child("indexes").word(Indexes.class, Indexes.KEEP),
            root.child("defaults").child("ranges").word(Ranges.class, Ranges.AUTO),
            root.child("defaults").child("plan").word(PlanRule.class, PlanRule.WARN),
            root.child("time").child("gap").word(Conversion.Gap.class, Conversion.Gap.SHIFT),
            root.child("time")
                .child("overlap")
                .word(Conversion.Overlap.class, Conversion.Overlap.EARLIER));
    Map<String, Entity> entities = new LinkedHashMap<>();
    root.child("entities")
        .entries()
        .forEach((name, element) -> entities.put(name, reader.read(name, element)));
    return entities;
  }
}
