/** Tests of the scaffold: what it writes works as it is, whatever the legacy names hold. */
@NullMarked
package io.tributary.scaffold;

import org.jspecify.annotations.NullMarked;
