package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fault.InvalidInputException;
import io.tributary.run.Migration;
import io.tributary.run.RepairResult;
import io.tributary.run.RunListener;
import io.tributary.testing.TestMigration;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences are mended the way that every row takes. */
class RepairTest {

  private static final ValidationOptions FULL = ValidationOptions.everyRow();
  private static final String NORTH = " AND tenant_id = '" + ProvenDistricts.NORTH + "'";

  @TempDir static Path directory;
  private static ProvenDistricts districts;

  @BeforeAll
  static void migrate() {
    districts = new ProvenDistricts(directory, TestMigration.ROUTES);
    districts.migrate();
  }

  @AfterAll
  static void close() throws SQLException {
    districts.close();
  }

  @AfterEach
  void restore() {
    districts.restore();
  }

  @Test
  void missingAndChangedRowsAreBroughtInAgainThoughTheMappingStoreHasThem() {
    districts.records.execute(
        "DELETE FROM visits WHERE legacy_id = 7" + NORTH,
        "UPDATE visits SET seen_at = seen_at + interval '1 hour' WHERE legacy_id = 8" + NORTH,
        "UPDATE pupils SET name = upper(name), friend_id = NULL WHERE legacy_id = 8" + NORTH,
        "DELETE FROM pupil_contacts WHERE name = 'Father 8'" + NORTH,
        "UPDATE grades SET name = 'Grade x' WHERE code = 'G1'",
        """
        UPDATE migration.id_mapping_int SET new_id = gen_random_uuid()
        WHERE new_id = (SELECT id FROM pupils WHERE legacy_id = 9%s)
        """
            .formatted(NORTH));
    assertThat(districts.validate(FULL).verdict()).isEqualTo(Verdict.DIFFERENT);

    RepairResult repair = repair(Optional.empty());

    assertThat(repair.result().orElseThrow().isComplete()).isTrue();
    assertThat(repair.options()).isEqualTo(FULL);
    assertThat(Told.lines(districts.validate(FULL))).isEmpty();
    assertThat(
            districts.records.query(
                "SELECT entity_type, sum(rows_read) FROM migration.batch_state"
                    + " WHERE kind = 'repair' AND run_id = '"
                    + repair.result().orElseThrow().runId()
                    + "' GROUP BY 1 ORDER BY 1"))
        .containsExactly("grade|2", "pupil|2", "visit|2");
  }

  @Test
  void aValidationThatNobodyMadeCannotBeMended() {
    assertThatThrownBy(() -> repair(Optional.of(new UUID(1, 2))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("TRB-1102");
  }

  private static RepairResult repair(Optional<UUID> validation) {
    try (Migration opened = districts.migration().open()) {
      return opened.repair(validation, false, new RunListener() {});
    }
  }
}
