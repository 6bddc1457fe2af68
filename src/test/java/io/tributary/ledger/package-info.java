/** The ledger on a real PostgreSQL, as a plain role. */
@NullMarked
package io.tributary.ledger;

import org.jspecify.annotations.NullMarked;
