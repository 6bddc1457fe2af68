/**
 * The beans that the YAML routes call by name: small steps between the components, each bound in
 * the registry by {@code run}. Operators see these names in {@code routes/}, so they are stable.
 *
 * <p>Imports {@code ledger}, {@code mapping}, {@code copy}, {@code batch}, {@code manifest} and
 * {@code fault}.
 */
@NullMarked
package io.tributary.route;

import org.jspecify.annotations.NullMarked;
