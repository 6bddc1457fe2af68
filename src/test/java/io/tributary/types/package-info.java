/** Every legacy type into the target types that make sense for it, through a whole migration. */
@org.jspecify.annotations.NullMarked
package io.tributary.types;
