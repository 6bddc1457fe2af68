/**
 * What is migrated: the typed manifest, read from YAML with every problem found at once and placed
 * at its line, and the dependency graph over its entities.
 *
 * <p>The door is {@link io.tributary.manifest.ManifestLoader}; the records are immutable and
 * internally consistent once loaded. Imports {@code fault} only, opens no connection.
 */
@NullMarked
package io.tributary.manifest;

import org.jspecify.annotations.NullMarked;
