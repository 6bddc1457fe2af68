package io.tributary.scaffold;

import java.nio.file.Path;
import java.util.List;

/**
 * What a scaffold has written.
 *
 * @param files the files, in the order in which a person would look at them
 * @param entities how many tables became entities
 * @param references how many foreign keys became references
 * @param deferred how many of these are set in the second pass
 * @param skipped how many tables and views were skipped
 * @param ignoredColumns how many columns are left behind
 * @param decisions how many comments ask a person to decide
 */
public record ScaffoldResult(
    List<Path> files,
    int entities,
    int references,
    int deferred,
    int skipped,
    int ignoredColumns,
    int decisions) {}
