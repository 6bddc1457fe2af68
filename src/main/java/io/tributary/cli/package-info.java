/**
 * The command line: what operators type, what they see, and the exit status that tells the truth.
 * Nothing is decided here that another caller of {@code run} would need.
 */
@NullMarked
package io.tributary.cli;

import org.jspecify.annotations.NullMarked;
