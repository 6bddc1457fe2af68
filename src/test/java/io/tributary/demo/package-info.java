/** The demo's data and embedded parts do what the demo promises of them. */
@NullMarked
package io.tributary.demo;

import org.jspecify.annotations.NullMarked;
