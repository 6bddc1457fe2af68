package io.tributary.cli;

import io.tributary.demo.DemoDatabases;
import io.tributary.demo.ServerLogin;
import io.tributary.manifest.Secret;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the demo's databases are, if not in embedded servers. */
final class DemoServers {

  /** The kinds of server that districts can be made on. */
  enum Legacy {
    h2,
    sqlserver
  }

  @Option(
      names = "--legacy",
      paramLabel = "KIND",
      defaultValue = "h2",
      description =
          "What holds the districts: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  Legacy legacy = Legacy.h2;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = {
        "SQL Server's JDBC URL without a database, such as jdbc:sqlserver://host:1433.",
        "Databases northstar_... and a login tributary_reader are made there"
      })
  @Nullable String url;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      defaultValue = "sa",
      description = "Who may create them (default: ${DEFAULT-VALUE})")
  String user = "sa";

  @Option(
      names = "--password-env",
      paramLabel = "NAME",
      defaultValue = "MSSQL_SA_PASSWORD",
      description = "The environment variable with the password (default: ${DEFAULT-VALUE})")
  String passwordVariable = "MSSQL_SA_PASSWORD";

  @Option(
      names = "--target-url",
      paramLabel = "URL",
      description = {
        "A PostgreSQL server's JDBC URL without a database, such as",
        "jdbc:postgresql://host:5432, in place of the embedded one"
      })
  @Nullable String targetUrl;

  @Option(
      names = "--target-user",
      paramLabel = "NAME",
      defaultValue = "postgres",
      description = "Who may create roles and databases there (default: ${DEFAULT-VALUE})")
  String targetUser = "postgres";

  @Option(
      names = "--target-password-env",
      paramLabel = "NAME",
      defaultValue = "POSTGRES_PASSWORD",
      description = "The environment variable with the password (default: ${DEFAULT-VALUE})")
  String targetPasswordVariable = "POSTGRES_PASSWORD";

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  /** What is started, for the operator. */
  String announcement() {
    return "Starting %s and three districts%s; the first time they are made, which takes some %s ..."
        .formatted(
            targetUrl == null ? "an embedded PostgreSQL" : "the services on " + targetUrl,
            legacy == Legacy.h2 ? "" : " on " + url,
            legacy == Legacy.h2 ? "seconds" : "minutes");
  }

  /**
   * What starts the databases.
   *
   * @throws ParameterException if a URL or a password is missing
   */
  Supplier<DemoDatabases> starter(Path directory, int scale) {
    Optional<ServerLogin> forLegacy = legacyLogin();
    Optional<ServerLogin> forTarget = targetLogin();
    return () -> DemoDatabases.start(directory, scale, forLegacy, forTarget);
  }

  private Optional<ServerLogin> legacyLogin() {
    if (legacy == Legacy.h2) {
      return Optional.empty();
    }
    if (url == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--legacy sqlserver needs the server's URL: add --url jdbc:sqlserver://host:1433 and, if"
              + " it is not sa, --user");
    }
    return Optional.of(new ServerLogin(url, user, password("--password-env", passwordVariable)));
  }

  private Optional<ServerLogin> targetLogin() {
    return Optional.ofNullable(targetUrl)
        .map(
            server ->
                new ServerLogin(
                    server, targetUser, password("--target-password-env", targetPasswordVariable)));
  }

  private Secret password(String option, String variable) {
    String value = System.getenv(variable);
    if (value == null) {
      throw new ParameterException(
          spec.commandLine(),
          "the environment has no %s: put the password there, or name the variable that has it by %s"
              .formatted(variable, option));
    }
    return new Secret(value);
  }
}
