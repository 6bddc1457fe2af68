package io.tributary.run;

import io.tributary.fault.MigrationException;
import io.tributary.fault.TributaryException;
import io.tributary.legacy.LegacyTables;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import io.tributary.manifest.Service;
import io.tributary.manifest.Tenant;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Which databases a validation compares, and what their tables look like, as texts: what was found
 * in one database says nothing of another one.
 *
 * <p>A legacy database that cannot be read is told as such: once it can be read, what was found
 * before is looked at again.
 */
final class ComparedDatabases {

  private final Manifest manifest;
  private final Databases databases;
  private final Mappings mappings;

  ComparedDatabases(Manifest manifest, Databases databases) {
    this.manifest = manifest;
    this.databases = databases;
    // Nothing is compiled: the beans that routes bind are not there yet.
    this.mappings = new Mappings(manifest, databases, bean -> Optional.empty());
  }

  /**
   * The texts, for a digest: they hold addresses.
   *
   * @param partitions what is looked at
   * @param services the services that are read
   * @throws MigrationException if a service cannot be read
   */
  List<String> parts(List<PlannedPartition> partitions, Collection<String> services) {
    List<String> parts = new ArrayList<>();
    services.forEach(service -> parts.add("\nservice " + identity(manifest.service(service))));
    for (Tenant tenant : partitions.stream().map(PlannedPartition::tenant).distinct().toList()) {
      List<Entity> entities =
          partitions.stream()
              .filter(partition -> partition.tenant().equals(tenant))
              .map(PlannedPartition::entity)
              .toList();
      parts.add("\nlegacy of " + tenant.name() + ' ' + tenant.legacy().url());
      parts.addAll(legacy(tenant, entities));
    }
    return parts;
  }

  private List<String> legacy(Tenant tenant, List<Entity> entities) {
    try {
      List<String> parts = new ArrayList<>();
      parts.add('\n' + databases.legacy().of(tenant).identity().orElse("without a name"));
      LegacyTables described = databases.legacy().of(tenant).describeAll(entities, manifest);
      entities.forEach(entity -> parts.add('\n' + shape(entity, tenant, described)));
      return parts;
    } catch (TributaryException unreadable) {
      return List.of("\ncannot be read");
    }
  }

  private String shape(Entity entity, Tenant tenant, LegacyTables described) {
    try {
      return PartitionFingerprint.withoutRoute(mappings.input(entity, described), tenant).digest();
    } catch (TributaryException unfit) {
      return entity.name() + " cannot be described";
    }
  }

  private String identity(Service service) {
    try (Connection connection = databases.connect(service.name())) {
      String control =
          isTrue(connection, "has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE')")
              ? text(connection, "(SELECT system_identifier::text FROM pg_control_system())")
              : "";
      return String.join(
          " ",
          service.connection().url(),
          service.schema(),
          control,
          text(
              connection,
              """
              (SELECT d.datname || ' ' || d.oid FROM pg_database d
               WHERE d.datname = current_database())
              """));
    } catch (SQLException e) {
      throw new MigrationException(Databases.unreachable(service, e), e);
    }
  }

  private static boolean isTrue(Connection connection, String condition) throws SQLException {
    return "t".equals(text(connection, condition + "::text").substring(0, 1));
  }

  private static String text(Connection connection, String expression) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + expression)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
