/**
 * The demo: the product at work on embedded parts. {@link io.tributary.demo.DemoDatabases} keeps
 * three legacy districts (H2 in SQL Server mode, a file each) and one PostgreSQL with two service
 * databases in a directory; {@link io.tributary.demo.DemoData} makes the districts' rows from a
 * fixed seed, and says beforehand what must become of the dirty ones.
 *
 * <p>Invariants: the same plan makes the same rows, always; parts that were left half made are
 * thrown away and made again; the target databases stay as long as the legacy data they were loaded
 * from. Imports {@code mapping}, {@code batch} and {@code fault}; knows nothing of how rows are
 * moved.
 */
@NullMarked
package io.tributary.demo;

import org.jspecify.annotations.NullMarked;
