package io.tributary.manifest;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What {@code tributary serve} validates, and when, and when it looks for drift. Decides nothing
 * about what rows become, so it is no part of a fingerprint and may change at any time.
 *
 * @param schedule a cron expression as Quartz has it (seconds first); empty for never
 * @param drift a cron expression for when schemas are compared with those frozen; empty for never
 * @param zone the zone that the schedules are meant in; empty for that of the machine
 * @param full whether every row is compared; else a sample is
 * @param sample how many rows of each entity and tenant are compared otherwise, 1 or more
 */
public record ValidationRules(
    Optional<String> schedule,
    Optional<String> drift,
    Optional<ZoneId> zone,
    boolean full,
    int sample) {

  /** Every night at two. */
  public static final String NIGHTLY = "0 0 2 * * ?";

  /** Every night at one: what has drifted is known before it is validated. */
  public static final String NIGHTLY_DRIFT = "0 0 1 * * ?";

  /** Rows of each entity and tenant, unless said otherwise. */
  public static final int SAMPLE = 1_000;

  /** What holds where the manifest says nothing. */
  public static final ValidationRules DEFAULT =
      new ValidationRules(
          Optional.of(NIGHTLY), Optional.of(NIGHTLY_DRIFT), Optional.empty(), false, SAMPLE);
}
