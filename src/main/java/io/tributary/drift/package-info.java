/**
 * What has become of schemas since somebody agreed with them. The door: {@link
 * io.tributary.drift.Drift}, which freezes schemas in the control database's ledger and compares
 * them with what is there now; the answer is a {@link io.tributary.drift.DriftReport}.
 *
 * <p>In steps: {@link io.tributary.drift.Schema} is a database's schema in words that both kinds of
 * server share, {@link io.tributary.drift.Comparison} lists what differs between two of them,
 * {@link io.tributary.drift.LegacyRules} and {@link io.tributary.drift.TargetRules} say what a
 * difference means for the manifest, {@link io.tributary.drift.Districts} compares the districts
 * with each other.
 *
 * <p>Invariants: legacy is only read; one tenant's schema is in memory at a time, besides the
 * differences; a schema that cannot be read is a problem of the report, never a schema without
 * tables. Imports {@code ledger}, {@code legacy}, {@code batch}, {@code manifest}, {@code fault}.
 */
@NullMarked
package io.tributary.drift;

import org.jspecify.annotations.NullMarked;
