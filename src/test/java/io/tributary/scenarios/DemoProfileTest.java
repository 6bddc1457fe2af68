package io.tributary.scenarios;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Reason;
import io.tributary.demo.Expectations;
import io.tributary.profile.ColumnStatistics;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.Refusal;
import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.testing.DemoDistrict;
import io.tributary.testing.DemoRun;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo's dirty district, profiled: each kind of dirt is found that the generator put there. */
class DemoProfileTest {

  private static final DemoRun RUN = DemoRun.get();
  private static final DemoDistrict DIRTY = RUN.district("district-c");

  /** What only the other rows tell: those are counted besides. */
  private static final Set<Reason> OF_OTHER_ROWS = Set.of(Reason.DUPLICATE, Reason.MISSING_PARENT);

  private static ProfileReport report;

  @BeforeAll
  static void profile() {
    try (Migration migration = RUN.migration().open()) {
      report =
          migration.profile(
              new Selection(Set.of(), Set.of(), Set.of(DIRTY.name()), Set.of()),
              new RunListener() {});
    }
  }

  @Test
  void rowsThatAreRefusedForTheirOwnValuesAreThoseOfTheGenerator() {
    for (EntityProfile profile : report.entities()) {
      Expectations.Rows expected = DIRTY.expectations().of(profile.entity());
      Map<String, Long> dead =
          expected.dead().stream()
              .filter(row -> !OF_OTHER_ROWS.contains(row.reason()) && !spansColumns(row))
              .collect(groupingBy(row -> row.column() + " " + row.reason(), counting()));

      assertThat(profile.failure()).isEmpty();
      assertThat(profile.rows())
          .as(profile.entity())
          .isEqualTo(expected.legacyRows() - expected.excluded());
      assertThat(profile.filtered()).isEqualTo(expected.filtered());
      assertThat(refusals(profile)).as(profile.entity()).isEqualTo(dead);
    }
  }

  @Test
  void eachFlawOfAStudentShowsInItsColumn() {
    EntityProfile student = of("student");

    assertThat(column(student, "LastName").blanks()).isEqualTo(1);
    assertThat(column(student, "PreferredName").nulCharacters()).isEqualTo(1);
    assertThat(column(student, "MiddleName").unpairedSurrogates()).isEqualTo(1);
    assertThat(column(student, "City").tooLong()).isEqualTo(1);
  }

  @Test
  void stateIdsThatAreTakenAreCountedAsTheMappingSpellsThem() {
    assertThat(of("student").repeated())
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.legacyColumns()).containsExactly("StateId");
              assertThat(key.refused()).isEqualTo(duplicates());
            });
  }

  @Test
  void aGradeThatIsNotThereIsAnOrphan() {
    assertThat(of("student").orphaned())
        .anySatisfy(
            reference -> {
              assertThat(reference.columns()).containsExactly("GradeId");
              assertThat(reference.rows()).isEqualTo(1);
            });
  }

  /** A CHECK over several columns is PostgreSQL's alone to judge. */
  private static boolean spansColumns(Expectations.DeadRow row) {
    return row.column().contains(", ");
  }

  private static long duplicates() {
    return DIRTY.expectations().of("student").dead().stream()
        .filter(row -> row.reason() == Reason.DUPLICATE)
        .count();
  }

  private static Map<String, Long> refusals(EntityProfile profile) {
    return profile.refusals().stream()
        .filter(refusal -> !refusal.reason().equals(Reason.MISSING_PARENT.name()))
        .collect(
            Collectors.toMap(refusal -> refusal.column() + " " + refusal.reason(), Refusal::rows));
  }

  private static ColumnStatistics column(EntityProfile profile, String name) {
    return profile.columns().stream()
        .filter(c -> c.column().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static EntityProfile of(String entity) {
    return report.entities().stream()
        .filter(profile -> profile.entity().equals(entity))
        .findFirst()
        .orElseThrow();
  }
}
