package io.tributary.demo;

import java.util.List;

/** The demo's districts, small. */
final class Plans {

  private Plans() {}

  static List<DistrictPlan> small() {
    return DistrictPlan.northstar(1).stream().map(plan -> plan.withStudents(60)).toList();
  }

  static DistrictPlan clean() {
    return small().get(0);
  }

  static DistrictPlan dirty() {
    return small().get(2);
  }
}
