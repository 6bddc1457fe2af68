package io.tributary.bench;

/**
 * A column of a benchmark's legacy table and what becomes of it.
 *
 * @param legacy its name in legacy
 * @param legacyType its type in legacy
 * @param value T-SQL for its value in row {@code n."N"}, N from 0
 * @param target its name in the target
 * @param targetType its type in the target
 * @param mapping how the manifest maps it
 */
record BenchColumn(
    String legacy,
    String legacyType,
    String value,
    String target,
    String targetType,
    String mapping) {

  static BenchColumn of(
      String legacy, String legacyType, String value, String target, String targetType) {
    return new BenchColumn(legacy, legacyType, value, target, targetType, legacy);
  }

  BenchColumn as(String type) {
    return new BenchColumn(
        legacy,
        legacyType,
        value,
        target,
        targetType,
        "{ from: " + legacy + ", as: " + type + " }");
  }

  static BenchColumn reference(String legacy, String value, String parent) {
    return new BenchColumn(
        legacy,
        "INT NOT NULL",
        value,
        parent + "_id",
        "uuid NOT NULL",
        "{ from: " + legacy + ", ref: " + parent + " }");
  }
}
