package io.tributary.mapping;

import io.tributary.fault.ErrorCode;

/** What can be wrong with a mapping, or go wrong while mapping. */
enum MappingCode implements ErrorCode {
  UNKNOWN_LEGACY_COLUMN("TRB-0201", "the legacy table or query has no such column"),
  UNKNOWN_TARGET_TABLE("TRB-0202", "the service's schema has no such table"),
  UNKNOWN_TARGET_COLUMN("TRB-0203", "the target table has no such column"),
  GENERATED_COLUMN("TRB-0204", "PostgreSQL computes this column itself"),
  TYPES_DO_NOT_FIT("TRB-0205", "the value's type does not go into the column's type by itself"),
  UNFILLED_COLUMN("TRB-0206", "a column that must have a value gets none"),
  CLOCK_DEFAULT("TRB-0207", "an unmapped column would take the migration's own clock"),
  UNMAPPED_LEGACY_COLUMNS("TRB-0208", "legacy columns that nothing maps, packs or ignores"),
  STEP_NOT_POSSIBLE("TRB-0209", "a clean, values, as or round step that cannot apply here"),
  UNKNOWN_BEAN("TRB-0210", "no such column mapper bean"),
  REFERENCE_KEY_DIFFERS("TRB-0211", "the reference's columns are not of the parent's key type"),
  WRITING_TRIGGER("TRB-0212", "a trigger of the target table would write on its own"),
  UNSUPPORTED_TYPE("TRB-0213", "a target type that cannot be copied"),
  NOT_INSERTABLE("TRB-0214", "the service's role may not insert into the table"),
  BAD_LITERAL("TRB-0215", "a constant or mapped value does not fit its column"),
  MAPPED_TWICE("TRB-0216", "a column is mapped twice, or mapped and ignored"),
  NATURAL_KEY("TRB-0217", "a natural key that cannot identify a row"),
  SHARED_ROW_OF_ONE_TENANT("TRB-0218", "a shared row would hold what belongs to one tenant"),
  MAPPER_FAILED("TRB-0220", "a mapper or bean threw an unexpected error"),
  SHAPE_CHANGED("TRB-0221", "the rows do not look as they did when the mapping was checked"),
  ROWS_LOST("TRB-0222", "rows went missing between two route steps"),
  LOOKUP_UNUSABLE("TRB-0223", "a shared lookup cannot be used as one"),
  ROW_ID_REPLACED("TRB-0224", "the id of a main table is not the UUID derived for the row");

  private final String id;
  private final String meaning;

  MappingCode(String id, String meaning) {
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
