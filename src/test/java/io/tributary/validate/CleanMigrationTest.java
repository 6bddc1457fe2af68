package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.run.ValidationRequest;
import io.tributary.testing.DemoRun;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * On the demo's districts, migrated with all their dirt, no level reports anything: COPY, merges
 * under row-level security and upserts, dead letters, filtered rows, second pass and all.
 */
class CleanMigrationTest {

  static Stream<ValidationOptions> options() {
    return Stream.of(new ValidationOptions(false, 200, 7), ValidationOptions.everyRow());
  }

  @ParameterizedTest
  @MethodSource("options")
  void noLevelReportsAnything(ValidationOptions options) {
    ValidationReport report = validate(options);

    assertThat(Told.lines(report)).isEmpty();
    assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    assertThat(report.entities()).hasSize(16 * 3);
  }

  private static ValidationReport validate(ValidationOptions options) {
    try (Migration migration = DemoRun.get().migration().open()) {
      return migration.validate(Selection.ALL, ValidationRequest.of(options), new RunListener() {});
    }
  }
}
