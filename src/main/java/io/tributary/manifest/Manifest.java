package io.tributary.manifest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A whole migration, as the operator wrote it, checked and with its placeholders resolved.
 *
 * @param name the migration's name
 * @param file the file it was read from
 * @param uuidSecret the secret that UUIDs are derived with; the same for ever
 * @param conventions names of the columns that every target table is expected to have
 * @param deadLetters how dead letters are kept, and how many are too many
 * @param validation what is validated by the clock, and when
 * @param tenants in the order of the file
 * @param services by name, in the order of the file; the first is the control database
 * @param phases by number, ascending
 * @param entities by name, parents before children
 * @param skipped legacy tables that are left behind on purpose, in the order of the file
 */
public record Manifest(
    String name,
    Path file,
    Secret uuidSecret,
    Conventions conventions,
    DeadLetterRules deadLetters,
    ValidationRules validation,
    List<Tenant> tenants,
    Map<String, Service> services,
    List<Phase> phases,
    Map<String, Entity> entities,
    List<SkippedTable> skipped) {

  /**
   * Columns that are filled without being mapped, wherever a target table has them: the row's UUID,
   * the tenant's UUID (entities of scope tenant only) and the legacy key (likewise). An explicit
   * mapping goes first.
   */
  public record Conventions(String id, String tenantId, String legacyId) {}

  /** The entity of that name; it must exist. */
  public Entity entity(String entityName) {
    Entity entity = entities.get(entityName);
    if (entity == null) {
      throw new IllegalArgumentException("no entity " + entityName + " in " + file);
    }
    return entity;
  }

  /** The service of that name; it must exist. */
  public Service service(String serviceName) {
    Service service = services.get(serviceName);
    if (service == null) {
      throw new IllegalArgumentException("no service " + serviceName + " in " + file);
    }
    return service;
  }
}
