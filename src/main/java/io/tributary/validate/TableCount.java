package io.tributary.validate;

import java.util.OptionalLong;

/**
 * How many rows a target table has of an entity and tenant.
 *
 * @param table the target table
 * @param expected how many the mapping makes; empty where only a full comparison could tell
 * @param target how many are there
 */
public record TableCount(String table, OptionalLong expected, long target) {}
