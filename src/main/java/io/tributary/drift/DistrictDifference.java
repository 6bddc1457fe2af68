package io.tributary.drift;

import java.util.List;

/**
 * Something in which districts' legacy databases differ from each other now.
 *
 * @param element what differs: {@code dbo.Student.MiddleName}, or a table
 * @param tenants the districts that differ from most, by name, in the order of the manifest
 * @param theirs how it is there; empty if they lack it
 * @param others how it is in most districts; empty if those lack it
 * @param otherTenants how many those are
 * @param mapped whether an entity reads it
 */
public record DistrictDifference(
    String element,
    List<String> tenants,
    String theirs,
    String others,
    int otherTenants,
    boolean mapped) {

  private static final int NAMED = 5;

  /** As people say it: {@code district-17 lacks dbo.Student.MiddleName that 299 others have}. */
  @Override
  public String toString() {
    boolean many = tenants.size() > 1;
    if (theirs.isEmpty()) {
      return named()
          + (many ? " lack " : " lacks ")
          + element
          + " that "
          + number(otherTenants)
          + (otherTenants == 1 ? " has" : " have");
    }
    if (others.isEmpty()) {
      return named()
          + (many ? " have " : " has ")
          + element
          + " that "
          + number(otherTenants)
          + (otherTenants == 1 ? " lacks" : " lack");
    }
    return named()
        + (many ? " have " : " has ")
        + element
        + " as "
        + theirs
        + ", "
        + number(otherTenants)
        + " as "
        + others;
  }

  private static String number(int tenants) {
    return tenants == 1 ? "1 other" : tenants + " others";
  }

  private String named() {
    String first = String.join(", ", tenants.subList(0, Math.min(NAMED, tenants.size())));
    return tenants.size() <= NAMED ? first : first + " and " + (tenants.size() - NAMED) + " more";
  }
}
