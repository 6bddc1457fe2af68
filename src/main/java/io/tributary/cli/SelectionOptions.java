package io.tributary.cli;

import io.tributary.run.Selection;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which part of the manifest. */
final class SelectionOptions {

  @Option(
      names = "--phase",
      split = ",",
      paramLabel = "N",
      description = "Only these phases; may be repeated")
  Set<Integer> phases = new LinkedHashSet<>();

  @Option(
      names = "--service",
      split = ",",
      paramLabel = "NAME",
      description = "Only these services; may be repeated")
  Set<String> services = new LinkedHashSet<>();

  @Option(
      names = "--tenant",
      split = ",",
      paramLabel = "NAME",
      description = "Only these tenants; may be repeated")
  Set<String> tenants = new LinkedHashSet<>();

  @Option(
      names = "--entity",
      split = ",",
      paramLabel = "NAME",
      description = "Only these entities; may be repeated")
  Set<String> entities = new LinkedHashSet<>();

  Selection selection() {
    return new Selection(
        Set.copyOf(phases), Set.copyOf(services), Set.copyOf(tenants), Set.copyOf(entities));
  }
}
