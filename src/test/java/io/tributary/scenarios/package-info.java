/**
 * The acceptance scenarios: each a district migration through the route files that ship, judged by
 * plain SQL on both sides.
 */
@NullMarked
package io.tributary.scenarios;

import org.jspecify.annotations.NullMarked;
