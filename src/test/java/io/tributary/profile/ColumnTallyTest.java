package io.tributary.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.SourceColumn;
import io.tributary.batch.SourceType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is counted of a column's values, by their kind. */
class ColumnTallyTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

  private final ColumnTally tally =
      new ColumnTally(
          new SourceColumn("Any", SourceType.TEXT, "any", 0, 0, true),
          new TextLimit(5, List.of()),
          TODAY);

  @Nested
  class Texts {

    @Test
    void areMeasuredInCharacters() {
      add("ab", "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", "");

      assertThat(tally.statistics().maxLength()).isEqualTo(3);
      assertThat(tally.statistics().targetLength()).isEqualTo(5);
      assertThat(tally.statistics().tooLong()).isZero();
    }

    @Test
    void ofNothingButWhiteSpaceAreBlank() {
      add("", "  \t", "a ");

      assertThat(tally.statistics().blanks()).isEqualTo(2);
    }

    @Test
    void thatPostgresqlRefusesAreCountedOncePerText() {
      add("a\0b\0", "\0", "plain");

      assertThat(tally.statistics().nulCharacters()).isEqualTo(2);
      assertThat(tally.statistics().isSuspicious()).isTrue();
    }

    @Test
    void withHalfACharacterAreToldFromThoseWithWholeOnes() {
      add(
          "\uD83D",
          "\uDE00",
          "a\uD83Db",
          "\uDE00\uD83D",
          "\uD83D\uD83D\uDE00",
          "\uD83D\uDE00\uDE00");
      add("\uD83D\uDE00", "a\uD83D\uDE00b\uD83D\uDE00");

      assertThat(tally.statistics().unpairedSurrogates()).isEqualTo(6);
    }

    @Test
    void mayBePersonalSoThatNoneIsShown() {
      add("Alvarez");

      assertThat(tally.statistics().min()).isEmpty();
      assertThat(tally.statistics().max()).isEmpty();
    }
  }

  @Nested
  class Numbers {

    @Test
    void ofEveryTypeHaveTheirEnds() {
      add(7L, -3L, 5L);
      assertEnds("-3", "7");

      add(new BigDecimal("7.01"), new BigDecimal("-3.10"));
      assertEnds("-3.10", "7.01");

      add(-4.5, 1e3);
      assertEnds("-4.5", "1000.0");

      add(-5.25f, 0.1f);
      assertEnds("-5.25", "1000.0");
    }

    @Test
    void thatAreNoneHaveNoEnds() {
      add(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN);

      assertThat(tally.statistics().min()).isEmpty();
    }
  }

  @Nested
  class Dates {

    @Test
    void before1900OfTheDefaultAndFarAheadAreCountedApart() {
      add(LocalDate.of(1899, 12, 31), LocalDate.of(1, 1, 1));
      add(LocalDate.of(1900, 1, 1), LocalDateTime.of(1900, 1, 1, 0, 0));
      add(LocalDateTime.of(1900, 1, 1, 0, 1), LocalDate.of(1900, 1, 2));
      add(TODAY.plusYears(100), TODAY.plusYears(100).plusDays(1));

      assertThat(tally.statistics().before1900()).isEqualTo(2);
      assertThat(tally.statistics().defaultDates()).isEqualTo(2);
      assertThat(tally.statistics().farFuture()).isEqualTo(1);
    }

    @Test
    void haveTheirEndsWithATimeOnlyWhereThereIsOne() {
      add(LocalDateTime.of(2010, 5, 17, 8, 30), LocalDate.of(2010, 5, 17));
      assertEnds("2010-05-17", "2010-05-17T08:30");

      add(OffsetDateTime.parse("2011-01-01T00:00:00.5-06:00"));
      assertEnds("2010-05-17", "2011-01-01T00:00:00.500");
    }
  }

  @Test
  void bytesHaveALengthAndNoEnds() {
    add(new byte[3], new byte[2]);

    assertThat(tally.statistics().maxLength()).isEqualTo(3);
    assertThat(tally.statistics().min()).isEmpty();
  }

  @Test
  void nothingIsCountedAsNothingAndOtherKindsNotAtAll() {
    add(null, true, LocalTime.NOON, UUID.randomUUID(), null);

    assertThat(tally.statistics())
        .isEqualTo(
            new ColumnStatistics(
                "Any",
                "any",
                2,
                0,
                0,
                5,
                0,
                tally.statistics().min(),
                tally.statistics().max(),
                0,
                0,
                0,
                0,
                0));
    assertThat(tally.statistics().min()).isEmpty();
    assertThat(tally.statistics().isSuspicious()).isFalse();
  }

  private void assertEnds(String least, String greatest) {
    assertThat(tally.statistics().min()).contains(least);
    assertThat(tally.statistics().max()).contains(greatest);
  }

  private void add(Object... values) {
    for (Object value : values) {
      tally.add(value);
    }
  }
}
