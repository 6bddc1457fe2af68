package io.tributary.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The size of the real thing: 300 districts, 383 tables, 11 services. */
class LargeManifestTest {

  private static final int TENANTS = 300;
  private static final int SERVICES = 11;
  private static final int ENTITIES = 383;
  private static final int COLUMNS = 15;

  @TempDir Path folder;

  @Test
  void aLargeManifestIsReadWholeAndInOrder() {
    ManifestFiles.write(folder, "districts.csv", tenants());

    Manifest manifest = ManifestFiles.load(folder, manifest());

    assertThat(manifest.tenants()).hasSize(TENANTS);
    assertThat(manifest.services()).hasSize(SERVICES);
    assertThat(manifest.entities()).hasSize(ENTITIES);
    assertThat(manifest.entities().values())
        .allSatisfy(entity -> assertThat(Columns.of(entity)).hasSize(COLUMNS));
    Set<String> placed = new HashSet<>();
    for (Entity entity : manifest.entities().values()) {
      assertThat(placed).containsAll(entity.dependsOn());
      placed.add(entity.name());
    }
  }

  private static String tenants() {
    StringBuilder csv = new StringBuilder("id,name,zone,url,user,password\n");
    for (int i = 0; i < TENANTS; i++) {
      csv.append(
          "%s,district-%d,America/Chicago,jdbc:h2:mem:t%d,sa,{{env:PASSWORD}}\n"
              .formatted(new UUID(1, i), i, i));
    }
    return csv.toString();
  }

  /** Each entity refers to the one after it in the file, so that all must change places. */
  private static String manifest() {
    StringBuilder yaml =
        new StringBuilder(
            """
            name: large
            uuidSecret: "{{env:SECRET}}"
            tenants: { file: districts.csv }
            phases: { 1: All }
            services:
            """);
    for (int i = 0; i < SERVICES; i++) {
      yaml.append("  service-%d: { url: \"jdbc:postgresql://localhost/s%d\" }\n".formatted(i, i));
    }
    yaml.append("entities:\n");
    for (int i = 0; i < ENTITIES; i++) {
      yaml.append(
          """
            entity-%1$d:
              service: service-%2$d
              phase: 1
              legacy: { table: dbo.Table%1$d, key: Id }
              into:
                table_%1$d:
          """
              .formatted(i, i % SERVICES));
      if (i + 1 < ENTITIES) {
        yaml.append("        parent_id: { from: ParentId, ref: entity-%d }\n".formatted(i + 1));
      } else {
        yaml.append("        parent_id: ParentId\n");
      }
      for (int c = 1; c < COLUMNS; c++) {
        yaml.append("        column_%1$d: { from: Column%1$d, clean: [ trim ] }\n".formatted(c));
      }
    }
    return yaml.toString();
  }
}
