/**
 * What legacy holds, before it is moved. The door: {@link io.tributary.profile.Profiler}, which
 * watches the batches of a dry run and asks legacy what no single row can tell; the answer is a
 * {@link io.tributary.profile.ProfileReport}, which {@link io.tributary.profile.ProfileJson}
 * writes.
 *
 * <p>What would become a dead letter for a value of its own is exact, since the dry run goes
 * through the same routes and mappers as a migration. Repeated keys and missing parents are counted
 * by the legacy server.
 *
 * <p>Invariants: nothing is written to any database; memory does not grow with the number of rows;
 * no text of a row gets into a report. Imports {@code legacy}, {@code mapping}, {@code copy},
 * {@code batch}, {@code manifest}, {@code fault}.
 */
@NullMarked
package io.tributary.profile;

import org.jspecify.annotations.NullMarked;
