package io.tributary.demo;

import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * What a demo district is to be like. The same plan makes the same rows.
 *
 * @param name the tenant's name in the manifest
 * @param tenantId the tenant's UUID in the manifest
 * @param number 1 or more; part of the seed, and decides how the district numbers its lookups
 * @param zone the zone of its local times; one with daylight-saving time
 * @param students how many rows its Student table has, 40 or more
 * @param dirty whether some of its rows cannot be migrated
 */
public record DistrictPlan(
    String name, UUID tenantId, int number, ZoneId zone, int students, boolean dirty) {

  private static final int FEWEST_STUDENTS = 40;

  /** Checks that there are students enough for every kind of dirt. */
  public DistrictPlan {
    if (students < FEWEST_STUDENTS) {
      throw new IllegalArgumentException(
          "a demo district has at least " + FEWEST_STUDENTS + " students, not " + students);
    }
  }

  /**
   * The three districts of {@code manifests/northstar.yaml}.
   *
   * @param scale multiplies the students, 1 or more
   */
  public static List<DistrictPlan> northstar(int scale) {
    return List.of(
        new DistrictPlan(
            "district-a",
            UUID.fromString("0b9f5d0e-6a54-4a37-9a3e-6f1f5c1d8a01"),
            1,
            ZoneId.of("America/New_York"),
            Math.multiplyExact(5_000, scale),
            false),
        new DistrictPlan(
            "district-b",
            UUID.fromString("5c2d7b1a-93f8-4e0b-8c46-2b7e9d3f4b02"),
            2,
            ZoneId.of("America/Chicago"),
            Math.multiplyExact(3_000, scale),
            false),
        new DistrictPlan(
            "district-c",
            UUID.fromString("e41a8c37-0d26-4f9b-b7d5-81c06e5a2c03"),
            3,
            ZoneId.of("America/Denver"),
            Math.multiplyExact(1_200, scale),
            true));
  }

  /** The same district with another number of students; 40 or more. */
  public DistrictPlan withStudents(int count) {
    return new DistrictPlan(name, tenantId, number, zone, count, dirty);
  }

  /** The environment variable that the manifest takes the district's legacy URL from. */
  public String urlVariable() {
    return "LEGACY_" + name.toUpperCase(Locale.ROOT).replace('-', '_') + "_URL";
  }
}
