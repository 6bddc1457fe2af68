package io.tributary.demo;

/** The demo's legacy databases, one a district, made once and then only read. Thread-safe. */
interface Districts {

  /**
   * Makes sure that the district is there, whole and made from this plan.
   *
   * @throws io.tributary.fault.MigrationException if it cannot be made; what is half made is made
   *     again by the next call
   */
  void ensure(DistrictPlan plan);

  /** The JDBC URL of a district, for the login {@code tributary_reader}. */
  String url(DistrictPlan plan);

  /** That login's password. */
  String password();

  /** Where the districts are and everything that decides what their rows are. */
  String fingerprint(DistrictPlan plan);
}
