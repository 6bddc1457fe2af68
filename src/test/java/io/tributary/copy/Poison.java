package io.tributary.copy;

import io.tributary.batch.DeadLetter.Stage;
import io.tributary.batch.Reason;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.function.BiConsumer;

/** Everything that a row can be refused for, and how such a row is made. */
enum Poison {
  TYPE("info", Reason.NOT_CONVERTIBLE, Found.MAPPED, (row, i) -> row.info = "{no JSON"),
  LENGTH("name", Reason.TOO_LONG, Found.MAPPED, (row, i) -> row.name = "x".repeat(21)),
  NULLABILITY("name", Reason.NULL_NOT_ALLOWED, Found.MAPPED, (row, i) -> row.name = null),
  SCALE("gpa", Reason.SCALE_LOST, Found.MAPPED, (row, i) -> row.gpa = new BigDecimal("1.2345")),
  FRACTIONAL_SECONDS(
      "seen",
      Reason.FRACTION_LOST,
      Found.MAPPED,
      (row, i) -> row.seen = LocalDateTime.of(2020, 1, 1, 0, 0, 0, 123_456_000)),
  ENUM("level", Reason.UNKNOWN_VALUE, Found.MAPPED, (row, i) -> row.level = "4th"),
  CONSTANT_RANGE(
      "gpa", Reason.CHECK_VIOLATED, Found.MAPPED, (row, i) -> row.gpa = new BigDecimal("5.001")),
  IN_LIST("status", Reason.CHECK_VIOLATED, Found.MAPPED, (row, i) -> row.status = "other"),
  NUL_CHARACTER("email", Reason.NUL_CHARACTER, Found.MAPPED, (row, i) -> row.email = "a\0b"),
  UNPAIRED_SURROGATE(
      "email", Reason.UNPAIRED_SURROGATE, Found.MAPPED, (row, i) -> row.email = "a\ud83d"),
  NUMERIC_OVERFLOW(
      "points", Reason.OUT_OF_RANGE, Found.MAPPED, (row, i) -> row.points = new BigDecimal(10_000)),
  DATE_OUT_OF_RANGE(
      "born",
      Reason.OUT_OF_RANGE,
      Found.MAPPED,
      (row, i) -> row.born = LocalDate.of(5_874_898, 1, 1)),
  CHECK_OVER_TWO_COLUMNS(
      "left_on, entered_on",
      Reason.CHECK_VIOLATED,
      Found.SET_WISE,
      (row, i) -> row.left = LocalDate.of(1999, 1, 1)),
  UNIQUE_INDEX_IN_THE_BATCH(
      "email", Reason.DUPLICATE, Found.SET_WISE, (row, i) -> row.email = "e" + (i - 1)),
  UNIQUE_INDEX_IN_THE_TARGET(
      "email", Reason.DUPLICATE, Found.SET_WISE, (row, i) -> row.email = "taken"),
  UNIQUE_EXPRESSION(null, Reason.DUPLICATE, Found.SET_WISE, (row, i) -> row.code = "C" + (i - 1)),
  MISSING_PARENT(
      "school_id",
      Reason.MISSING_PARENT,
      Found.SET_WISE,
      (row, i) -> row.school = TestBatches.id(77_777)),
  TRIGGER(null, Reason.REFUSED_BY_TARGET, Found.BY_BISECTION, (row, i) -> row.note = "secret");

  /** How such a row is found. */
  enum Found {
    /** By the encoder, before anything is sent. */
    MAPPED,
    /** By a query over the staged batch. */
    SET_WISE,
    /** By sending halves. */
    BY_BISECTION
  }

  final String column;
  final Reason reason;
  final Found found;
  private final BiConsumer<PoisonRow, Integer> spoil;

  Poison(String column, Reason reason, Found found, BiConsumer<PoisonRow, Integer> spoil) {
    this.column = column;
    this.reason = reason;
    this.found = found;
    this.spoil = spoil;
  }

  Stage stage() {
    return found == Found.MAPPED ? Stage.MAP : Stage.LOAD;
  }

  /** Spoils row {@code i}; the row before it is to be good. */
  void spoil(PoisonRow row, int i) {
    spoil.accept(row, i);
  }
}
