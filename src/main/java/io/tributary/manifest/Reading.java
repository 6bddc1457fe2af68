package io.tributary.manifest;

/** What all that read one manifest share. */
record Reading(SourceTree tree, PlaceholderResolver placeholders, Findings findings) {}
