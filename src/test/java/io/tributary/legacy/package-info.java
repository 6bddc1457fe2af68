/** Reading legacy databases, on H2 in SQL Server mode; SQL Server's part by its exact SQL. */
@NullMarked
package io.tributary.legacy;

import org.jspecify.annotations.NullMarked;
