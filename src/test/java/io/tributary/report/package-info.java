/** Tests of reports as files. */
@NullMarked
package io.tributary.report;

import org.jspecify.annotations.NullMarked;
