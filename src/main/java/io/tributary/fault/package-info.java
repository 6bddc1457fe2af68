/**
 * How Tributary says what is wrong: a {@link io.tributary.fault.Problem} has a code, a place, a
 * message and a way out; the exceptions carry one or many of them. {@link
 * io.tributary.fault.Failpoint} lets a test stop the process where it hurts. The lowest package of
 * all: it imports nothing of the project, and everything may import it.
 */
@NullMarked
package io.tributary.fault;

import org.jspecify.annotations.NullMarked;
