package io.tributary.copy;

import io.tributary.batch.DeadLetter.Stage;
import io.tributary.batch.Reason;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** Everything that a row can be refused for, and how such a row is made. */
enum Poison {
  TYPE("info", Reason.NOT_CONVERTIBLE, Found.MAPPED),
  LENGTH("name", Reason.TOO_LONG, Found.MAPPED),
  NULLABILITY("name", Reason.NULL_NOT_ALLOWED, Found.MAPPED),
  SCALE("gpa", Reason.SCALE_LOST, Found.MAPPED),
  FRACTIONAL_SECONDS("seen", Reason.FRACTION_LOST, Found.MAPPED),
  ENUM("level", Reason.UNKNOWN_VALUE, Found.MAPPED),
  CONSTANT_RANGE("gpa", Reason.CHECK_VIOLATED, Found.MAPPED),
  IN_LIST("status", Reason.CHECK_VIOLATED, Found.MAPPED),
  NUL_CHARACTER("email", Reason.NUL_CHARACTER, Found.MAPPED),
  UNPAIRED_SURROGATE("email", Reason.UNPAIRED_SURROGATE, Found.MAPPED),
  NUMERIC_OVERFLOW("points", Reason.OUT_OF_RANGE, Found.MAPPED),
  DATE_OUT_OF_RANGE("born", Reason.OUT_OF_RANGE, Found.MAPPED),
  CHECK_OVER_TWO_COLUMNS("left_on, entered_on", Reason.CHECK_VIOLATED, Found.SET_WISE),
  UNIQUE_INDEX_IN_THE_BATCH("email", Reason.DUPLICATE, Found.SET_WISE),
  UNIQUE_INDEX_IN_THE_TARGET("email", Reason.DUPLICATE, Found.SET_WISE),
  UNIQUE_EXPRESSION(null, Reason.DUPLICATE, Found.SET_WISE),
  MISSING_PARENT("school_id", Reason.MISSING_PARENT, Found.SET_WISE),
  TRIGGER(null, Reason.REFUSED_BY_TARGET, Found.BY_BISECTION);

  /** How such a row is found. */
  enum Found {
    /** By the encoder, before anything is sent. */
    MAPPED,
    /** By a query over the staged batch. */
    SET_WISE,
    /** By sending halves. */
    BY_BISECTION
  }

  final @Nullable String column;
  final Reason reason;
  final Found found;

  Poison(@Nullable String column, Reason reason, Found found) {
    this.column = column;
    this.reason = reason;
    this.found = found;
  }

  Stage stage() {
    return found == Found.MAPPED ? Stage.MAP : Stage.LOAD;
  }

  /** Spoils row {@code i}; the row before it is to be good. */
  void spoil(PoisonRow row, int i) {
    switch (this) {
      case TYPE -> row.info = "{no JSON";
      case LENGTH -> row.name = "x".repeat(21);
      case NULLABILITY -> row.name = null;
      case SCALE -> row.gpa = new BigDecimal("1.2345");
      case FRACTIONAL_SECONDS -> row.seen = LocalDateTime.of(2020, 1, 1, 0, 0, 0, 123_456_000);
      case ENUM -> row.level = "4th";
      case CONSTANT_RANGE -> row.gpa = new BigDecimal("5.001");
      case IN_LIST -> row.status = "other";
      case NUL_CHARACTER -> row.email = "a\0b";
      case UNPAIRED_SURROGATE -> row.email = "a\ud83d";
      case NUMERIC_OVERFLOW -> row.points = new BigDecimal(10_000);
      case DATE_OUT_OF_RANGE -> row.born = LocalDate.of(5_874_898, 1, 1);
      case CHECK_OVER_TWO_COLUMNS -> row.left = LocalDate.of(1999, 1, 1);
      case UNIQUE_INDEX_IN_THE_BATCH -> row.email = "e" + (i - 1);
      case UNIQUE_INDEX_IN_THE_TARGET -> row.email = "taken";
      case UNIQUE_EXPRESSION -> row.code = "C" + (i - 1);
      case MISSING_PARENT -> row.school = TestBatches.id(77_777);
      case TRIGGER -> row.note = "secret";
    }
  }
}
