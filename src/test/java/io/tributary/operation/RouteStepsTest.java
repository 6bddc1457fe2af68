package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Checkpoint;
import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.RunResult;
import io.tributary.run.Selection;
import io.tributary.testing.TestMigration;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A route's steps decide what rows become: half a table loaded under one set of steps is not gone
 * on with under another. Its tuning decides nothing.
 */
class RouteStepsTest {

  private final TestPostgres service = TestPostgres.create();
  @TempDir Path directory;
  private SmallDistrict district;
  private Path routes;

  @BeforeEach
  void beginAndStop() throws Exception {
    district = new SmallDistrict(service, 25, 5);
    routes = TestMigration.copyRoutes(directory);
    Files.createDirectories(routes.resolve("entities"));
    write("bean:rows?method=pass", 1000, 0);
    try (Migration migration = settings().open()) {
      migration.run(
          migration.plan(Selection.ALL),
          new RunListener() {
            @Override
            public void committed(Checkpoint checkpoint) {
              migration.stop();
            }
          });
    }
    assertThat(district.batches("pupil")).isBetween(1L, 2L);
  }

  @AfterEach
  void close() throws Exception {
    district.close();
    service.close();
  }

  @Test
  void anotherStepBeforeTheMapperIsRefused() throws IOException {
    write("bean:rows?method=dropWhere(${body}, 'Status', 'LEFT')", 1000, 0);

    assertRefused(settings().run());
  }

  @Test
  void anotherStepInARouteThatItSendsToIsRefused() throws IOException {
    write("direct:pupil-steps", 1000, 0);
    assertRefused(withSteps("pass").run());
    RunResult accepted = withSteps("pass").acceptChanges("the same as before").run();
    assertThat(accepted.isComplete()).isTrue();
  }

  @Test
  void otherTuningGoesOn() throws IOException {
    write("bean:rows?method=pass", 3, 1);

    assertThat(settings().run().isComplete()).isTrue();
    assertThat(district.number("SELECT count(*) FROM pupils")).isEqualTo(25);
  }

  @Test
  void acceptedOnceAndKeptWithItsReasonTheNewStepsAreTheOnesToGoOnWith() throws IOException {
    write("bean:rows?method=dropWhere(${body}, 'Status', 'LEFT')", 1000, 0);

    RunResult result = settings().acceptChanges("who left stays behind from now on").run();

    assertThat(result.isComplete()).isTrue();
    assertThat(service.query("SELECT why FROM migration.override"))
        .contains("who left stays behind from now on");
    assertThat(service.query("SELECT DISTINCT changes FROM migration.override").get(0))
        .contains("route steps");
  }

  private TestMigration withSteps(String method) throws IOException {
    Files.writeString(
        routes.resolve("pupil-steps.camel.yaml"),
        """
        - route:
            id: pupil-steps
            from:
              uri: direct:pupil-steps
              steps:
                - to: "bean:rows?method=%s"
        """
            .formatted(method));
    return settings();
  }

  private void assertRefused(RunResult result) {
    assertThat(result.isComplete()).isFalse();
    assertThat(result.partitions())
        .filteredOn(partition -> partition.entity().equals("pupil"))
        .allSatisfy(
            partition ->
                assertThat(partition.failure().orElseThrow())
                    .contains("TRB-0504", "route steps", "--accept-changes"));
  }

  private void write(String beforeMapping, int chunkRows, int concurrency) throws IOException {
    Files.writeString(
        routes.resolve("entities").resolve("pupil.camel.yaml"),
        """
        - templatedRoute:
            routeTemplateRef: migrate-entity
            routeId: pupil
            parameters:
              - { name: entity, value: pupil }
              - { name: chunkRows, value: "%d" }
              - { name: concurrency, value: "%d" }
              - { name: beforeMapping, value: "%s" }
        """
            .formatted(chunkRows, concurrency, beforeMapping));
  }

  private TestMigration settings() {
    return district.migration(SmallDistrict.MANIFEST, directory).routes(routes).parallel(1);
  }
}
