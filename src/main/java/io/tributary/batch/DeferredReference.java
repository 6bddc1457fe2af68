package io.tributary.batch;

import java.util.UUID;

/**
 * A reference that is left NULL when its row is loaded and set in the second pass: it points to its
 * own table, or is part of a cycle.
 *
 * @param row the batch's number of the legacy row
 * @param table the target table
 * @param column the target column that will hold the reference
 * @param rowId the UUID of the target row
 * @param parentId the UUID of the row it refers to
 */
public record DeferredReference(int row, String table, String column, UUID rowId, UUID parentId) {}
