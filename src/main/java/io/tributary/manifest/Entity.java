package io.tributary.manifest;

import java.util.List;
import java.util.Set;

/**
 * One legacy table or query and the target tables it fills.
 *
 * @param name unique, lower case with hyphens; names the route and the file in {@code
 *     routes/entities}
 * @param identity the stable name that UUIDs are derived from: renaming an entity keeps its UUIDs
 *     as long as this stays. The entity's name unless the manifest says otherwise
 * @param service the service it belongs to
 * @param phase the phase it belongs to
 * @param dependsOn entities whose rows of the same tenant must be complete first; what it
 *     references without {@code deferred} is included
 * @param scope whose rows these are
 * @param naturalKey legacy columns that identify a shared row over all tenants, after cleaning;
 *     empty for {@link Scope#TENANT}
 * @param legacy where the rows come from
 * @param batch where a batch is cut
 * @param load how rows reach the target
 * @param indexes what becomes of non-unique indexes of its target tables during a first load
 * @param ranges whether a large partition of it is cut into key ranges
 * @param plan what becomes of it if the legacy server would sort or scan for each batch
 * @param into the target tables, parents first; at least one. The first is the entity's main table
 * @param ignore legacy columns that are left behind on purpose
 * @param at where it stands
 */
public record Entity(
    String name,
    String identity,
    String service,
    int phase,
    Set<String> dependsOn,
    Scope scope,
    List<String> naturalKey,
    LegacySource legacy,
    BatchSize batch,
    LoadStyle load,
    Indexes indexes,
    Ranges ranges,
    PlanRule plan,
    List<TableMapping> into,
    Set<String> ignore,
    SourcePosition at) {}
