package io.tributary.route;

import io.tributary.batch.Batch;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One row for camel-sql.
 *
 * @param batch the batch it belongs to
 * @param legacyRow the batch's number of the legacy row
 * @param id the UUID of the row
 * @param sql the upsert with named parameters {@code :#c0}, {@code :#c1}, ...
 * @param columns the names of the columns that are written
 * @param parameters their values; a value may be null
 */
record UpsertRow(
    Batch batch,
    int legacyRow,
    UUID id,
    String sql,
    Set<String> columns,
    Map<String, Object> parameters) {}
