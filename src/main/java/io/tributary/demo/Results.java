package io.tributary.demo;

import io.tributary.batch.Reason;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;

/** The AssessmentResult table, the large one: about twenty rows a student. */
final class Results {

  private static final String PRACTICE = "PRACTICE";
  private static final List<String> COUNTED = List.of("FINAL", "FINAL", "FINAL", "RETAKE", "final");
  private static final int NOBODY = 999_999;

  private final DistrictPlan plan;
  private final SchoolCalendar calendar;
  private final People people;
  private final Dice dice;
  private final Spelling spelling;
  private long lastId;

  Results(DistrictPlan plan, SchoolCalendar calendar, People people) {
    this.plan = plan;
    this.calendar = calendar;
    this.people = people;
    this.dice = Dice.of(plan, "results");
    this.spelling = new Spelling(dice);
  }

  void write(DistrictOutput output, List<Pupil> pupils) throws SQLException {
    for (Pupil pupil : pupils) {
      if (pupil.hasRows()) {
        writeResults(output, pupil);
      }
      if (plan.dirty() && pupil.id() == pupils.size() / 3) {
        writeFlaws(output, pupils.get(0));
      }
    }
  }

  private void writeResults(DistrictOutput output, Pupil pupil) throws SQLException {
    int count = pupil.rows(dice.between(14, 26), 2);
    for (int i = 0; i < count; i++) {
      LegacyRow row = row(pupil);
      if (pupil.arrives() && dice.oneIn(40)) {
        output.filtered(row.replace("ResultType", PRACTICE));
      } else {
        output.ofStudent(row, lastId, pupil);
      }
    }
  }

  private void writeFlaws(DistrictOutput output, Pupil somebody) throws SQLException {
    LegacyRow noStudent = row(somebody).replace("StudentId", NOBODY);
    output.dead(noStudent, lastId, Reason.MISSING_PARENT, "student_id");
    LegacyRow fine =
        row(somebody).replace("TakenOn", LocalDateTime.of(2019, 4, 2, 9, 30, 0, 123_456_700));
    output.dead(fine, lastId, Reason.FRACTION_LOST, "taken_at");
    LegacyRow cents = row(somebody).replace("Fee", new BigDecimal("12.3456"));
    output.dead(cents, lastId, Reason.SCALE_LOST, "fee");
    // No points to be had means no band: the bean has nothing to refuse before the range is
    // checked.
    LegacyRow huge = row(somebody).replace("RawScore", 3_000_000_000L).replace("MaxScore", 0);
    output.dead(huge, lastId, Reason.OUT_OF_RANGE, "raw_score");
    LegacyRow tooGood = row(somebody).replace("RawScore", 120L).replace("MaxScore", 100);
    output.dead(tooGood, lastId, Reason.REFUSED_BY_BEAN, "score_band");
  }

  private LegacyRow row(Pupil pupil) {
    int year = pupil.firstYear() + dice.below(pupil.years());
    int assessment = Assessments.pick(dice, year);
    int max = Assessments.maxScore(assessment);
    boolean voided = dice.oneIn(100);
    LocalDateTime taken = calendar.time(dice, year).plusNanos(dice.below(1_000) * 1_000L);
    return new LegacyRow(LegacyTable.ASSESSMENT_RESULT)
        .with("Id", ++lastId)
        .with("StudentId", pupil.id())
        .with("AssessmentId", assessment)
        .with("ResultType", dice.pick(COUNTED))
        .with("RawScore", voided ? null : (long) dice.between(0, max))
        .with("MaxScore", max)
        .with("ScaledScore", voided ? null : BigDecimal.valueOf(dice.below(9_999_999), 4))
        .with("Percentile", dice.oneIn(5) ? null : dice.fraction() * 100)
        .with("StandardError", dice.oneIn(5) ? null : (float) dice.fraction())
        .with("Fee", dice.oneIn(20) ? BigDecimal.valueOf(dice.between(500, 9_900), 2) : null)
        .with("TakenOn", taken)
        .with("ScoredAt", dice.oneIn(4) ? null : calendar.instant(taken).plusDays(2))
        .with("IsVoid", voided)
        .with("Comment", dice.oneIn(30) ? people.sentence(dice) : spelling.nothing());
  }
}
