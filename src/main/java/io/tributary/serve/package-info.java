/**
 * Tributary as a service: stays up, validates by the clock or when it is asked to over JMX, and
 * tells of what is not proven; compares schemas with those frozen, and tells of drift.
 *
 * <p>The door is {@link io.tributary.serve.ValidationService}. Invariants: two validations never
 * overlap; one that fails never ends the service; what is told holds no value or key of a row.
 * Imports {@code run}, {@code report}, {@code validate}, {@code drift}, {@code batch}, {@code
 * manifest} and {@code fault}.
 */
@NullMarked
package io.tributary.serve;

import org.jspecify.annotations.NullMarked;
