/**
 * Out of a legacy database's catalog: a manifest, a tenant file and the DDL of a multi-tenant
 * PostgreSQL schema, which fit each other and work unchanged. The door: {@link
 * io.tributary.scaffold.Scaffold} with its {@link io.tributary.scaffold.ScaffoldOptions}.
 *
 * <p>In steps: {@link io.tributary.scaffold.KeyChoice} says which tables can be migrated, {@link
 * io.tributary.scaffold.References} which foreign keys become references and which of those are
 * deferred, {@link io.tributary.scaffold.TableDesigner} what a target table looks like; two writers
 * put the design into YAML and SQL.
 *
 * <p>Invariants: legacy is only read; whatever a legacy name holds, it stays a name (in YAML, in
 * SQL and in comments); no secret is written; no file is overwritten unless asked for; each legacy
 * column is mapped, or ignored with a reason, and each table is an entity, or skipped with one.
 * Imports {@code legacy}, {@code batch}, {@code manifest}, {@code fault}.
 */
@NullMarked
package io.tributary.scaffold;

import org.jspecify.annotations.NullMarked;
