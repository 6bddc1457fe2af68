package io.tributary.demo;

import java.util.Optional;

/**
 * What the other tables need to know of a student.
 *
 * @param id the legacy key
 * @param school the legacy key of the school
 * @param firstYear the school year of the first enrollment, counted from 0
 * @param years how many school years the student attends, 1 or more
 * @param firstGrade the grade of the first enrollment, counted from 0
 * @param flaw what is wrong with the student's row, if something is
 */
record Pupil(
    int id, int school, int firstYear, int years, int firstGrade, Optional<StudentFlaw> flaw) {

  /** Whether the student's row can be migrated. */
  boolean arrives() {
    return flaw.isEmpty();
  }

  /** Whether other tables have rows of this student. */
  boolean hasRows() {
    return flaw.map(StudentFlaw::hasRows).orElse(true);
  }

  /** That many where the student arrives, else just {@code few}: each of them is a dead letter. */
  int rows(int usual, int few) {
    return arrives() ? usual : few;
  }
}
