package io.tributary.mapping;

import io.tributary.batch.KeyShape;
import io.tributary.batch.RowShape;
import io.tributary.copy.TargetTable;
import io.tributary.manifest.Entity;
import io.tributary.manifest.Manifest;
import java.util.Map;

/**
 * What an entity's mapping is compiled from: the manifest and both catalogs.
 *
 * @param manifest the whole manifest
 * @param entity the entity that is compiled
 * @param shape the columns of its rows as {@code keyset:} reads them, appended {@link
 *     io.tributary.batch.ParentKey} columns included
 * @param key its key columns
 * @param parentKeys the key columns of each entity that it refers to, by the entity's name
 * @param tables the target tables of its service that are there, by name
 */
public record MappingInput(
    Manifest manifest,
    Entity entity,
    RowShape shape,
    KeyShape key,
    Map<String, KeyShape> parentKeys,
    Map<String, TargetTable> tables) {}
