package io.tributary.manifest;

import io.tributary.fault.ErrorCode;

/** What can be wrong with a manifest. */
enum ManifestCode implements ErrorCode {
  FILE_UNREADABLE(100, "the manifest, or the CSV file that it names, cannot be read"),
  YAML_SYNTAX(101, "the manifest is not YAML"),
  DUPLICATE_KEY(102, "a key stands twice in the same place"),
  CSV_MALFORMED(103, "the CSV file of tenants does not have the right form"),

  UNKNOWN_KEY(110, "a key is not known in this place"),
  MISSING_KEY(111, "a key that is needed is missing"),
  WRONG_TYPE(112, "a value is of the wrong kind, such as text in place of a number"),
  NOT_A_CHOICE(113, "a value is none of the words that can stand here"),
  BAD_VALUE(114, "a value does not have the right form"),
  EMPTY(115, "something that needs a value, or at least one entry, has none"),
  REPEATED(116, "a list holds the same entry twice"),
  NO_EFFECT(117, "a setting would have no effect in this place"),

  PLACEHOLDER_UNRESOLVED(120, "a placeholder's variable is not set, or its file cannot be read"),
  PLACEHOLDER_MALFORMED(121, "a placeholder is not understood"),
  SECRET_INLINE(122, "a secret stands in the manifest, not in a placeholder"),
  SECRET_IN_URL(123, "a URL holds a password"),
  SECRET_IN_PROPERTIES(124, "a driver property holds a secret"),

  TENANT_TWICE(130, "two tenants share an id, a name or a legacy database"),
  BAD_ZONE(131, "a time zone is not known"),
  BAD_UUID(132, "an id is not a UUID"),
  BAD_URL(133, "a URL is not a JDBC URL"),

  UNKNOWN_SERVICE(140, "an entity names a service that is not in the manifest"),
  UNKNOWN_PHASE(141, "an entity names a phase that is not in the manifest"),
  UNKNOWN_ENTITY(142, "a dependency or reference names an entity that is not in the manifest"),
  IDENTITY_TWICE(143, "two entities share an identity"),
  SOURCE_UNCLEAR(
      144, "an entity has neither a table nor a query, or both, or a table name in parts"),
  QUERY_UNUSABLE(145, "a query cannot be used as a derived table"),
  COLUMN_TWICE(146, "a column is mapped or named twice"),
  ROW_TWICE(147, "two rows of a table share their discriminator"),
  IGNORED_AND_MAPPED(148, "a legacy column is both mapped and ignored"),
  SKIPPED_TWICE(149, "a legacy table is skipped twice, or skipped and migrated as well"),

  LATER_PHASE(150, "an entity needs another that is moved in a later phase"),
  CYCLE(151, "entities depend on each other in a circle"),
  SELF_REFERENCE(152, "an entity depends on itself without deferring the reference"),
  REFERENCE_ARITY(153, "a reference has more or fewer columns than the parent's key"),
  PARENT_WITHOUT_ROW(154, "a reference's parent has no single row that could be meant"),
  SHARED_RULES(155, "an entity breaks a rule of its scope");

  private final int number;
  private final String meaning;

  ManifestCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  @Override
  public String id() {
    return "TRB-%04d".formatted(number);
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
