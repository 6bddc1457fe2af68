/** Tests of the mapping, against the real encoders. */
@NullMarked
package io.tributary.mapping;

import org.jspecify.annotations.NullMarked;
