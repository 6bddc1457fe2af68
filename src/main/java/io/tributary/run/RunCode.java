package io.tributary.run;

import io.tributary.fault.ErrorCode;

/** The errors of the run: TRB-06xx. */
enum RunCode implements ErrorCode {
  UNKNOWN_SELECTION(
      "TRB-0601", "An option names a phase, service, tenant or entity that is not in the manifest"),
  DEPENDENCY_INCOMPLETE(
      "TRB-0602",
      "What was asked for depends on partitions that are not complete and were not asked for"),
  ROUTES_MISSING("TRB-0603", "The routes directory, or a route template it must hold, is missing"),
  ROUTES_INVALID("TRB-0604", "A route file cannot be loaded"),
  ROUTE_FILE_UNUSED(
      "TRB-0605", "A file in routes/entities is named after no entity of the manifest"),
  TARGET_UNREACHABLE("TRB-0606", "A service database cannot be reached"),
  TARGET_SCHEMA("TRB-0607", "The target schema lacks what the manifest needs"),
  TARGET_PERMISSION("TRB-0608", "The login lacks a permission in the service database"),
  TARGET_VERSION("TRB-0609", "The PostgreSQL server is older than what Tributary is tested with"),
  LEGACY_UNREACHABLE("TRB-0610", "A legacy database cannot be reached"),
  LEGACY_KEY("TRB-0611", "The key of an entity is not known to be unique and not null"),
  LEGACY_EXPOSED("TRB-0616", "The connection to a legacy database is not protected"),
  LEGACY_KEY_UNORDERED("TRB-0615", "No index of a legacy table is in the order of the key"),
  LEGACY_PLAN("TRB-0617", "The legacy server would sort or scan a table for each batch"),
  LEGACY_PLAN_HIDDEN("TRB-0618", "A legacy server does not show how it would read the batches"),
  PARTITION_FAILED("TRB-0612", "A partition could not be migrated"),
  LETTERS_UNCLEAR(
      "TRB-0620", "Dead letters were named that cannot be dealt with together or as selected"),
  INTERRUPTED("TRB-0614", "A worker was interrupted"),
  DEFERRED_UNSET(
      "TRB-0613", "The second pass left references unset, since their parents are not there");

  private final String id;
  private final String meaning;

  RunCode(String id, String meaning) {
    this.id = id;
    this.meaning = meaning;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
