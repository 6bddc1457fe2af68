package io.tributary.manifest;

import java.util.Optional;

/**
 * One target PostgreSQL database.
 *
 * @param name unique; names the routes {@code load-<name>} and the endpoint {@code pgcopy:<name>}
 * @param connection how it is reached
 * @param schema the schema of its target tables
 * @param tenantSetting the PostgreSQL setting that the row-level security policies read, such as
 *     {@code app.tenant_id}; set for each transaction where present
 * @param at where it stands
 */
public record Service(
    String name,
    Connection connection,
    String schema,
    Optional<String> tenantSetting,
    SourcePosition at) {}
