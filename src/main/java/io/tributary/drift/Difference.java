package io.tributary.drift;

import java.util.List;

/**
 * Something that is not as it was frozen.
 *
 * @param database whose it is: {@code legacy database of oak}, {@code service students}
 * @param element what differs: {@code dbo.Student.MiddleName}, or the table alone
 * @param what how it differs
 * @param severity what it means
 * @param entities the names of the entities that it concerns, in order; empty if it concerns none
 * @param why the reason for that, in words
 */
public record Difference(
    String database,
    String element,
    String what,
    Severity severity,
    List<String> entities,
    String why) {}
