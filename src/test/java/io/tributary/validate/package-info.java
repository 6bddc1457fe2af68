/** Validations that find nothing, and that find what is wrong. */
@NullMarked
package io.tributary.validate;

import org.jspecify.annotations.NullMarked;
