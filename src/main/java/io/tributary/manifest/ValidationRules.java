package io.tributary.manifest;

import java.time.ZoneId;
import java.util.Optional;

/**
 * What {@code tributary serve} validates, and when. Decides nothing about what rows become, so it
 * is no part of a fingerprint and may change at any time.
 *
 * @param schedule a cron expression as Quartz has it (seconds first); empty for never
 * @param zone the zone that the schedule is meant in; empty for that of the machine
 * @param full whether every row is compared; else a sample is
 * @param sample how many rows of each entity and tenant are compared otherwise, 1 or more
 */
public record ValidationRules(
    Optional<String> schedule, Optional<ZoneId> zone, boolean full, int sample) {

  /** Every night at two. */
  public static final String NIGHTLY = "0 0 2 * * ?";

  /** Rows of each entity and tenant, unless said otherwise. */
  public static final int SAMPLE = 1_000;

  /** What holds where the manifest says nothing. */
  public static final ValidationRules DEFAULT =
      new ValidationRules(Optional.of(NIGHTLY), Optional.empty(), false, SAMPLE);
}
