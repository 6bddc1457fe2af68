package io.tributary.manifest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A number for everything in a manifest that decides what a legacy row becomes, so that a resume
 * under a changed manifest is refused. How fast or where from rows are moved (batches, connections,
 * phases, order in the file) is left out.
 *
 * <p>The texts are part of what ledgers keep: changing them makes every running migration look
 * changed. All methods are pure and safe for use by several threads.
 */
public final class Fingerprints {

  /** The names of parts that tell a legacy column's type begin so; its name follows. */
  public static final String LEGACY_COLUMN = "legacy column ";

  private Fingerprints() {}

  /**
   * The fingerprint of what the manifest says of an entity for all tenants.
   *
   * @param entity of that manifest
   * @return SHA-256 over {@link #parts(Entity, Manifest)}, in lower-case hexadecimal
   */
  public static String of(Entity entity, Manifest manifest) {
    return hash(parts(entity, manifest));
  }

  /**
   * The fingerprint of a partition: as {@link #of(Entity, Manifest)}, and what of the tenant
   * decides what a row becomes.
   */
  public static String of(Entity entity, Manifest manifest, Tenant tenant) {
    return hash(parts(entity, manifest, tenant));
  }

  /**
   * What the fingerprint covers, part by part, so that a change can be named: {@code
   * students.first_name} for a mapped column, {@code @legacy.key} and so on for the rest.
   */
  public static SortedMap<String, String> parts(Entity entity, Manifest manifest) {
    return Collections.unmodifiableSortedMap(new FingerprintParts(entity, manifest).collect());
  }

  /** The parts with the tenant's: its zone, if a local time of the entity is converted by it. */
  public static SortedMap<String, String> parts(Entity entity, Manifest manifest, Tenant tenant) {
    SortedMap<String, String> parts = new TreeMap<>(parts(entity, manifest));
    boolean usesZone =
        Columns.of(entity)
            .flatMap(column -> column.as().stream())
            .anyMatch(as -> as.to() == Conversion.To.TIMESTAMPTZ && as.zone().isEmpty());
    if (usesZone) {
      parts.put("@tenant.zone", tenant.zone().getId());
    }
    return Collections.unmodifiableSortedMap(parts);
  }

  /**
   * What has changed that decides which target rows are those of a legacy row: keys, what UUIDs are
   * derived from, the tables that a row is split into. After such a change, rows that are loaded
   * would not be found again.
   *
   * @param before the parts that rows were loaded under
   * @param now the parts that they would be mapped under
   * @return names of parts, in order
   */
  public static SortedSet<String> identifyingChanges(
      SortedMap<String, String> before, SortedMap<String, String> now) {
    return new IdentifyingParts(before, now).changed();
  }

  /** Lengths stand before texts, so that no two sets of parts read the same. */
  private static String hash(SortedMap<String, String> parts) {
    StringBuilder text = new StringBuilder();
    parts.forEach(
        (name, part) ->
            text.append(name.length())
                .append(':')
                .append(name)
                .append(part.length())
                .append(':')
                .append(part));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
