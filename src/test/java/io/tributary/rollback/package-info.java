@NullMarked
package io.tributary.rollback;

import org.jspecify.annotations.NullMarked;
