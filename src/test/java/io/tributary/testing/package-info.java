/** Real parts that tests share: one embedded PostgreSQL a JVM, a database a test class. */
@NullMarked
package io.tributary.testing;

import org.jspecify.annotations.NullMarked;
