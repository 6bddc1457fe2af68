/** Tests of the service. */
@NullMarked
package io.tributary.serve;

import org.jspecify.annotations.NullMarked;
