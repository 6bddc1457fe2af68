package io.tributary.manifest;

import java.time.ZoneId;
import java.util.UUID;

/**
 * One district.
 *
 * @param id the tenant's UUID in every target
 * @param name unique, short, stable; what operators type and logs show
 * @param zone the time zone of the local times in its legacy database
 * @param legacy its legacy database
 * @param at where it stands (manifest or CSV line)
 */
public record Tenant(UUID id, String name, ZoneId zone, Connection legacy, SourcePosition at) {}
