package io.tributary.copy;

import java.util.List;
import java.util.Optional;

/**
 * A column of a target table, as PostgreSQL's catalog has it; a domain is resolved to its base
 * type.
 *
 * @param name unquoted
 * @param type the base type's internal name, such as {@code int4}, {@code timestamptz}, {@code
 *     varchar}; for an array the element's; for an enum {@code enum}
 * @param array whether it is an array of that type
 * @param sqlType as {@code format_type} prints it, for casts and messages
 * @param length characters at most for varchar(n) and char(n); 0 if unbounded
 * @param precision of numeric(p,s); 0 if unbounded
 * @param scale of numeric(p,s), or fractional digits of a time or timestamp (6 if not said)
 * @param notNull whether NULL is refused, by the column or by its domain
 * @param defaultExpression its default, if it has one
 * @param generated whether PostgreSQL computes it (GENERATED ALWAYS), so that it cannot be written
 * @param enumLabels the labels, if it is an enum
 */
public record TargetColumn(
    String name,
    String type,
    boolean array,
    String sqlType,
    int length,
    int precision,
    int scale,
    boolean notNull,
    Optional<String> defaultExpression,
    boolean generated,
    List<String> enumLabels) {}
