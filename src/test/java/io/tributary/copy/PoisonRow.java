package io.tributary.copy;

import static io.tributary.copy.TestRows.row;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A legacy row, good at first, that becomes a student and a note. */
final class PoisonRow {

  static final String[] STUDENT = {
    "id",
    "name",
    "gpa",
    "seen",
    "level",
    "status",
    "points",
    "born",
    "email",
    "code",
    "entered_on",
    "left_on",
    "school_id",
    "info"
  };

  static final String[] NOTE = {"student_id", "note"};

  static final String[] TABLES = {
    "CREATE TYPE level AS ENUM ('1st', '2nd', '3rd')",
    "CREATE TABLE schools (id uuid PRIMARY KEY)",
    "INSERT INTO schools VALUES ('" + TestBatches.id(500) + "')",
    """
    CREATE TABLE students (
      id uuid PRIMARY KEY, name varchar(20) NOT NULL,
      gpa numeric(4,3) CHECK (gpa >= 0 AND gpa <= 5), seen timestamp(3), level level,
      status varchar(10) CHECK (status IN ('free', 'paid')), points numeric(5,1), born date,
      email text UNIQUE, code text, entered_on date, left_on date,
      school_id uuid REFERENCES schools, info jsonb,
      CONSTRAINT leaves_later CHECK (left_on >= entered_on))
    """,
    "CREATE UNIQUE INDEX one_code ON students (lower(code))",
    "INSERT INTO students (id, name, email) VALUES ('"
        + TestBatches.id(99_999)
        + "', 'a', 'taken')",
    "CREATE TABLE notes (student_id uuid PRIMARY KEY REFERENCES students, note text)",
    """
    CREATE FUNCTION no_secret() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF NEW.note = ''secret'' THEN RAISE ''not %'', NEW.note; END IF; RETURN NEW; END'
    """,
    "CREATE TRIGGER t BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION no_secret()"
  };

  private final UUID id;
  @Nullable String name = "Ann";
  BigDecimal gpa = new BigDecimal("3.500");
  LocalDateTime seen = LocalDateTime.of(2020, 1, 1, 0, 0);
  String level = "2nd";
  String status = "free";
  BigDecimal points = new BigDecimal("9999.9");
  LocalDate born = LocalDate.of(2010, 5, 5);
  String email;
  String code;
  LocalDate left = LocalDate.of(2022, 6, 1);
  UUID school = TestBatches.id(500);
  String info = "{}";
  String note = "plain";

  PoisonRow(int i) {
    this.id = TestBatches.id(i);
    this.email = "e" + i;
    this.code = "c" + i;
  }

  @Nullable Object[] student() {
    LocalDate entered = LocalDate.of(2021, 9, 1);
    return row(
        id, name, gpa, seen, level, status, points, born, email, code, entered, left, school, info);
  }

  @Nullable Object[] note() {
    return row(id, note);
  }
}
