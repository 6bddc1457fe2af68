/**
 * Out of the legacy databases: lazily opened pools with caps, a dialect a kind of server, the
 * catalog, and the {@code keyset:} component that reads a partition in key order, batch by batch.
 *
 * <p>Invariants: legacy is only read; the order of keys is the server's; a reader's error is
 * thrown, never taken for the end of a table or for NULL. Imports {@code batch}, {@code manifest},
 * {@code fault}.
 */
@NullMarked
package io.tributary.legacy;

import org.jspecify.annotations.NullMarked;
