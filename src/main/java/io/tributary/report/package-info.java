/**
 * A validation's report as files: {@code report.json} for machines, {@code report.csv} for
 * spreadsheets, and {@code report.html}, one file without scripts or links that a district's office
 * can open, print and read with a screen reader.
 *
 * <p>A profile's likewise: {@code profile.json}, {@code profile.csv}, {@code profile.html}.
 *
 * <p>The door is {@link io.tributary.report.ReportFiles}. Invariants: everything that comes from
 * data is escaped; what a page leaves out it counts, and says where it stands. Imports {@code
 * validate}, {@code profile} and {@code fault}.
 */
@NullMarked
package io.tributary.report;

import org.jspecify.annotations.NullMarked;
