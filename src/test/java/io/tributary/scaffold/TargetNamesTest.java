package io.tributary.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetNamesTest {

  @ParameterizedTest
  @CsvSource({
    "StudentID, student_id",
    "DOB, dob",
    "IEPStatus, iep_status",
    "StudentIDs, student_ids",
    "TShirtSize, t_shirt_size",
    "Has504, has504",
    "XMLData2Go, xml_data2_go",
    "Class List (old), class_list_old",
    "__x__Y, x_y",
    "Größe & Straße, grosse_strasse",
    "生徒の記録, 生徒の記録"
  })
  void namesAreInSnakeCase(String legacy, String target) {
    assertThat(TargetNames.snakeCase(legacy)).isEqualTo(target);
  }

  @Test
  void collisionsAreResolvedInTheOrderOfAsking() {
    TargetNames names = new TargetNames(Set.of("id"));

    assertThat(names.of("StudentNote", "t")).isEqualTo("student_note");
    assertThat(names.of("Student_Note", "t")).isEqualTo("t_student_note");
    assertThat(names.of("student note", "t")).isEqualTo("student_note_2");
    assertThat(names.of("STUDENT NOTE", "t")).isEqualTo("student_note_3");
    assertThat(names.of("Id", "source")).isEqualTo("source_id");
    assertThat(names.of("2020 Budget", "t")).isEqualTo("t_2020_budget");
    assertThat(names.of("*", "t")).isEqualTo("t");
    assertThat(names.of("?", "t")).isEqualTo("t_2");
  }

  @Test
  void longNamesFitIntoSixtyThreeBytesAndStayApart() {
    TargetNames names = new TargetNames(Set.of());
    Set<String> given = new HashSet<>();

    for (int i = 0; i < 200; i++) {
      given.add(names.of("a".repeat(127) + (char) ('a' + i % 2), "t"));
      given.add(names.of("徒".repeat(100), "t"));
    }

    assertThat(given).hasSize(400);
    assertThat(given)
        .allSatisfy(
            name -> assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63));
  }

  @Test
  void entityNamesHoldNothingButLettersDigitsAndHyphens() {
    EntityNames names = new EntityNames();
    Set<String> given = new HashSet<>();

    for (String target :
        new String[] {
          "student_note",
          "student-note",
          "徒",
          "徒弟",
          "t_2020",
          "grösse",
          "_",
          "x".repeat(63),
          "x".repeat(62) + "ö"
        }) {
      given.add(names.of(target));
    }

    assertThat(given).hasSize(9).contains("student-note");
    assertThat(given).allSatisfy(name -> assertThat(name).matches("[a-z][a-z0-9-]{0,62}"));
  }
}
