/**
 * What a district migration must do, shown by plain SQL on both sides: the legacy databases and
 * PostgreSQL are asked, never the tool. All share one migration of the demo's districts.
 */
@NullMarked
package io.tributary.scenarios;

import org.jspecify.annotations.NullMarked;
