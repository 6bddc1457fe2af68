/**
 * What is migrated: the typed manifest, read from YAML with every problem found at once and placed
 * at its line, and the dependency graph over its entities.
 *
 * <p>The door is {@link io.tributary.manifest.ManifestLoader}; the records are immutable and
 * internally consistent once loaded. {@link io.tributary.manifest.Fingerprints} tells whether two
 * manifests make the same of a row.
 *
 * <p>The way of a file: {@code YamlReader} makes a {@code SourceTree} (values and their places),
 * {@code ManifestSchema} marks what breaks the JSON Schema, the classes that end in Reader make
 * records of the rest with {@code PlaceholderResolver}, and the classes that end in Checks hold
 * what one part must mean to another. All report to {@code Findings} and go on. The schema is also
 * at {@code manifests/manifest.schema.json}, for editors; both are the same, byte for byte.
 *
 * <p>Imports {@code fault} only, opens no connection.
 */
@NullMarked
package io.tributary.manifest;

import org.jspecify.annotations.NullMarked;
