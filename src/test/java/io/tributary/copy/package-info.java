/** Tests of the way into PostgreSQL, on a real one. */
@NullMarked
package io.tributary.copy;

import org.jspecify.annotations.NullMarked;
