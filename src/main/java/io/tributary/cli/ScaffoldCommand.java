package io.tributary.cli;

import io.tributary.manifest.Placeholders;
import io.tributary.scaffold.Scaffold;
import io.tributary.scaffold.ScaffoldOptions;
import io.tributary.scaffold.ScaffoldResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tributary scaffold}: a manifest and target tables out of a legacy catalog. */
@Command(
    name = "scaffold",
    mixinStandardHelpOptions = true,
    description = {
      "Reads the catalog of a legacy database and writes a manifest, a tenant file and",
      "the DDL of multi-tenant PostgreSQL tables, which work as they are. Comments that",
      "begin with \"decide:\" say what is left to a person."
    })
final class ScaffoldCommand implements Callable<Integer> {

  @Option(
      names = "--legacy",
      required = true,
      paramLabel = "URL",
      description = "The JDBC URL of a legacy database, without a password")
  String url = "";

  @Option(names = "--user", paramLabel = "USER", description = "Its login; reading is enough")
  @Nullable String user;

  @Option(
      names = "--password-env",
      paramLabel = "VAR",
      description = "The environment variable that holds the login's password")
  @Nullable String passwordVariable;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      defaultValue = "main",
      description = "The service that all entities belong to (default: ${DEFAULT-VALUE})")
  String service = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The directory to write to; it must be empty, or not there yet")
  Path directory = Path.of("");

  @Option(
      names = "--force",
      description = "Replace files of the same names in DIR; districts.csv is kept, ids and all")
  boolean force;

  @Option(
      names = "--tenant-foreign-keys",
      description = "Foreign keys of two columns, (tenant_id, parent_id)")
  boolean tenantForeignKeys;

  @Option(
      names = "--instants",
      description = {
        "Local date-times become timestamptz, by each district's zone (default: timestamp,",
        "as they are)"
      })
  boolean instants;

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    ScaffoldResult result =
        new Scaffold(
                new ScaffoldOptions(
                    url,
                    Optional.ofNullable(user),
                    Optional.ofNullable(passwordVariable)
                        .map(name -> Scaffold.password(name, Placeholders.system())),
                    service,
                    directory,
                    force,
                    tenantForeignKeys,
                    instants))
            .write();
    print(result, spec.commandLine().getOut());
    return ExitCode.DONE.status;
  }

  private static void print(ScaffoldResult result, PrintWriter out) {
    out.printf(
        "%,d entities with %,d references (%,d of them deferred); %,d tables and views skipped,"
            + " %,d columns ignored.%n",
        result.entities(),
        result.references(),
        result.deferred(),
        result.skipped(),
        result.ignoredColumns());
    out.printf("%,d comments begin with \"decide:\".%n", result.decisions());
    result.files().forEach(file -> out.println("  " + file));
    out.flush();
  }
}
