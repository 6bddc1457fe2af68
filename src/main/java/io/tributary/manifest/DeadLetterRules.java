package io.tributary.manifest;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How dead letters are kept, and how many are too many. Decides nothing about what rows become, so
 * it is no part of a fingerprint and may change between two runs.
 *
 * @param payload how the source rows of new letters are kept
 * @param key the AES key of encrypted source rows, 32 bytes in base64; there if they are encrypted,
 *     and maybe otherwise, to read those that were
 * @param caps for every entity that has none of its own
 * @param ofEntities the caps of entities that have their own, by the entity's name
 */
public record DeadLetterRules(
    Payload payload, Optional<Secret> key, Caps caps, Map<String, Caps> ofEntities) {

  /** What holds where the manifest says nothing. */
  public static final DeadLetterRules DEFAULT =
      new DeadLetterRules(Payload.KEEP, Optional.empty(), Caps.DEFAULT, Map.of());

  /** The caps of an entity. */
  public Caps caps(String entityName) {
    return ofEntities.getOrDefault(entityName, caps);
  }

  /** How the source row of a dead letter is kept. */
  public enum Payload {
    /** As it was read. */
    KEEP,
    /** The key whole, of every other value its kind and length. */
    MASK,
    /** By AES-256-GCM. */
    ENCRYPT,
    /** Not at all. */
    DROP;

    /** As the manifest and the ledger have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How many dead letters a partition may have before its run is drowning.
   *
   * @param maxRows so many; empty for no bound
   * @param maxPercent so many of a hundred rows read, 0 to 100
   */
  public record Caps(OptionalLong maxRows, BigDecimal maxPercent) {

    /** No bound by count, and a fifth of the rows. */
    public static final Caps DEFAULT = new Caps(OptionalLong.empty(), BigDecimal.valueOf(20));
  }
}
