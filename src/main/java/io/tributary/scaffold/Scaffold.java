package io.tributary.scaffold;

import io.tributary.fault.InvalidInputException;
import io.tributary.fault.Retries;
import io.tributary.legacy.LegacyDatabase;
import io.tributary.legacy.LegacyDatabases;
import io.tributary.legacy.LegacySchema;
import io.tributary.manifest.Connection;
import io.tributary.manifest.ManifestLoader;
import io.tributary.manifest.Placeholders;
import io.tributary.manifest.Secret;
import io.tributary.manifest.SourcePosition;
import io.tributary.manifest.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Reads the catalog of a legacy database and writes a manifest with its tenant file, and the DDL of
 * the target tables. Reads no row of any table.
 */
public final class Scaffold {

  private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Duration QUERY_TIMEOUT = Duration.ofMinutes(5);
  private static final String TENANTS = "districts.csv";
  private static final String DECIDE = "decide:";

  private final ScaffoldOptions options;

  /** A scaffold by these options; nothing is opened or written yet. */
  public Scaffold(ScaffoldOptions options) {
    this.options = options;
  }

  /**
   * Writes the files.
   *
   * @return what was written
   * @throws InvalidInputException if the directory holds anything and may not be overwritten, if
   *     the URL holds a secret or is of no known kind, if the service's name cannot be used, or if
   *     there is nothing to migrate; nothing is written then
   * @throws io.tributary.fault.MigrationException if the database cannot be reached or read
   */
  public ScaffoldResult write() {
    OutputDirectory directory = new OutputDirectory(options.directory());
    check();
    if (!options.overwrite()) {
      directory.requireEmpty();
    }
    Design design = design();
    Map<String, String> files = new LinkedHashMap<>();
    files.put("manifest.yaml", ManifestText.of(design, options.user().isPresent()));
    files.put("schema.sql", DdlText.of(design));
    files.put(
        TENANTS,
        "id,name,zone,url\n" + UUID.randomUUID() + ",district-1,UTC,{{env:LEGACY_DB_URL}}\n");
    files.put("manifest.schema.json", manifestSchema());
    if (directory.holds(TENANTS)) {
      // The ids of tenants are in it, and no scaffold could give them again.
      files.remove(TENANTS);
    }
    return new ScaffoldResult(
        directory.write(files),
        design.tables().size(),
        references(design).size(),
        (int) references(design).stream().filter(Reference::deferred).count(),
        design.skipped().size(),
        design.tables().stream().mapToInt(table -> table.ignored().size()).sum(),
        occurrences(files.get("manifest.yaml")) - 1);
  }

  /**
   * The password of the legacy login.
   *
   * @param variable the environment variable that holds it
   * @throws InvalidInputException if it is not set
   */
  public static Secret password(String variable, Placeholders environment) {
    return environment
        .env(variable)
        .map(Secret::new)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    ScaffoldCode.PASSWORD_UNSET.at(
                        "--password-env",
                        "the environment variable " + variable + " is not set",
                        "export it first")));
  }

  private void check() {
    if (Connection.holdsSecret(options.url())) {
      throw new InvalidInputException(
          ScaffoldCode.SECRET_IN_URL.at(
              "--legacy",
              "the URL holds a password",
              "take it out: processes show their command lines; name the password's environment"
                  + " variable by --password-env"));
    }
    String schema = Designer.schemaName(options.service());
    if (!SERVICE.matcher(options.service()).matches()
        || schema.startsWith("pg_")
        || schema.equals("migration")
        || schema.equals("information_schema")) {
      throw new InvalidInputException(
          ScaffoldCode.BAD_SERVICE.at(
              "--service",
              "'" + options.service() + "' cannot be a service and a schema of PostgreSQL",
              "use lower case letters, digits and hyphens; migration is the ledger's schema, and"
                  + " pg- names are PostgreSQL's"));
    }
  }

  private Design design() {
    Tenant tenant =
        new Tenant(
            new UUID(0, 0),
            "--legacy",
            ZoneOffset.UTC,
            new Connection(options.url(), options.user(), options.password(), Map.of(), 1),
            new SourcePosition("--legacy", 1, 1, ""));
    try (LegacyDatabases databases =
        new LegacyDatabases(List.of(tenant), Retries.NONE, QUERY_TIMEOUT)) {
      LegacyDatabase database = databases.of(tenant);
      LegacySchema schema = database.schema();
      Design design = new Designer(options, database::quote).design(schema);
      if (design.tables().isEmpty()) {
        throw new InvalidInputException(
            ScaffoldCode.NOTHING_TO_MIGRATE.at(
                "--legacy",
                "the login sees "
                    + schema.tables().size()
                    + " tables, and none of them has a key by which it could be migrated",
                "look at the URL's database name and at the login's permissions"));
      }
      return design;
    }
  }

  private static List<Reference> references(Design design) {
    return design.tables().stream()
        .flatMap(table -> table.columns().stream())
        .flatMap(column -> column.parent().stream())
        .map(TableDesign.Parent::reference)
        .toList();
  }

  private static int occurrences(String manifest) {
    return manifest.split(DECIDE, -1).length - 1;
  }

  private static String manifestSchema() {
    try (InputStream schema =
        Objects.requireNonNull(
            ManifestLoader.class.getResourceAsStream("manifest.schema.json"),
            "the manifest's schema is on the class path")) {
      return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
