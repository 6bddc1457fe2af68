package io.tributary.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.manifest.Manifest;
import io.tributary.manifest.ManifestLoader;
import io.tributary.manifest.Placeholders;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The demo's manifest is without fault and speaks of the demo's districts. */
class NorthstarManifestTest {

  private static final Manifest MANIFEST = load();

  @Test
  void itsTenantsAreTheDemosDistricts() {
    List<DistrictPlan> plans = DistrictPlan.northstar(1);

    assertThat(MANIFEST.tenants())
        .extracting(tenant -> tenant.id() + " " + tenant.name() + " " + tenant.zone())
        .containsExactlyElementsOf(
            plans.stream().map(p -> p.tenantId() + " " + p.name() + " " + p.zone()).toList());
  }

  @Test
  void itMakesAnEntityOfEachLegacyTable() {
    assertThat(MANIFEST.entities().values())
        .extracting(entity -> entity.name() + " " + entity.legacy().displayName())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LegacyTable.values())
                .map(t -> t.entity() + " dbo." + t.table())
                .toList());
  }

  static Manifest load() {
    Map<String, String> environment = new HashMap<>();
    DistrictPlan.northstar(1)
        .forEach(p -> environment.put(p.urlVariable(), "jdbc:h2:mem:" + p.name()));
    environment.put("STUDENTS_DB_URL", "jdbc:postgresql://localhost/students");
    environment.put("IDENTITY_DB_URL", "jdbc:postgresql://localhost/identity");
    environment.put("TARGET_DB_PASSWORD", "demo");
    environment.put("LEGACY_DB_PASSWORD", "demo");
    environment.put("TRIBUTARY_UUID_SECRET", "a-secret-of-some-length");
    return new ManifestLoader(Placeholders.with(environment))
        .load(Path.of("manifests/northstar.yaml"));
  }
}
