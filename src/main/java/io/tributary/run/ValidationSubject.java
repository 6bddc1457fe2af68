package io.tributary.run;

import io.tributary.ledger.Ledger;
import io.tributary.manifest.Fingerprints;
import io.tributary.manifest.Manifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a validation looks at, as text that tells whether one that was broken off may go on. */
final class ValidationSubject {

  private final Manifest manifest;
  private final RunSettings settings;
  private final Databases databases;
  private final WorkPlan plan;

  ValidationSubject(Manifest manifest, RunSettings settings, Databases databases, WorkPlan plan) {
    this.manifest = manifest;
    this.settings = settings;
    this.databases = databases;
    this.plan = plan;
  }

  /**
   * What is looked at, and by what: the manifest and the route files as far as they decide what
   * rows become, the build, the entities and tenants, and how far the ledgers are, those of parents
   * in other services among them, which databases they are and how they are laid out, and how much
   * of a value is shown. What was found before anything of it changed says nothing of what is there
   * now.
   *
   * @param migrated what is looked at
   * @param toolVersion the build
   */
  String digest(List<PlannedPartition> migrated, String toolVersion) {
    List<String> parts = new ArrayList<>();
    parts.add(fingerprint());
    parts.add('\n' + toolVersion);
    parts.add('\n' + RouteFiles.in(settings.routes(), manifest).digest());
    parts.add('\n' + "dead letters " + manifest.deadLetters().payload().word());
    Set<String> services = servicesWithParents(migrated);
    parts.addAll(new ComparedDatabases(manifest, databases).parts(migrated, services));
    services.forEach(service -> parts.add('\n' + service + ' ' + position(service)));
    return digest(parts);
  }

  /** A parent's service that was never migrated to has no position; its orphans are told. */
  private String position(String service) {
    Ledger ledger = databases.ledger(service);
    if (!ledger.exists()) {
      return "none";
    }
    ledger.migrate();
    return ledger.validations().position();
  }

  private Set<String> servicesWithParents(List<PlannedPartition> partitions) {
    Set<String> services = new TreeSet<>(services(partitions));
    partitions.forEach(
        one ->
            WorkGraph.parents(one.entity(), manifest)
                .forEach(parent -> services.add(parent.service())));
    return services;
  }

  /** The services that these partitions belong to. */
  static Set<String> services(List<PlannedPartition> partitions) {
    return partitions.stream()
        .map(partition -> partition.entity().service())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** SHA-256 over the fingerprints of the entities and tenants of the plan, in hexadecimal. */
  String fingerprint() {
    return digest(
        plan.partitions().stream()
            .map(
                partition ->
                    partition.entity().identity()
                        + '\n'
                        + partition.tenant().id()
                        + '\n'
                        + Fingerprints.of(partition.entity(), manifest, partition.tenant())
                        + '\n')
            .toList());
  }

  private static String digest(List<String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      texts.forEach(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
