package io.tributary.scaffold;

import java.util.List;

/**
 * What a scaffold writes.
 *
 * @param service the service of all entities
 * @param schema the PostgreSQL schema of all target tables
 * @param tenantForeignKeys whether foreign keys have the tenant's column as well
 * @param instants whether local date-times become instants
 * @param tables the entities, in the order of their legacy names
 * @param skipped the tables and views that are no entities
 */
record Design(
    String service,
    String schema,
    boolean tenantForeignKeys,
    boolean instants,
    List<TableDesign> tables,
    List<Skipped> skipped) {}
