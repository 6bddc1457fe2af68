/** How operators work with a migration: edited routes, JMX, signals, plans, checks, logs. */
@NullMarked
package io.tributary.operation;

import org.jspecify.annotations.NullMarked;
