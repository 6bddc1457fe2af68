/** Tests of errors and failpoints. */
@NullMarked
package io.tributary.fault;

import org.jspecify.annotations.NullMarked;
