package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.tenant;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Reason;
import io.tributary.batch.SourceType;
import io.tributary.manifest.Conversion.Gap;
import io.tributary.manifest.Conversion.Overlap;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local times of a district become instants, through what its clocks did. */
class LocalTimeTest {

  private static Mapped map(String zone, String local, Line line) {
    return bench()
        .legacy("V", SourceType.TIMESTAMP)
        .into(table("things", column("id", "uuid"), column("v", "timestamptz")), line)
        .map(tenant("district", zone), values(1L, LocalDateTime.parse(local)));
  }

  private static Line line(Gap gap, Overlap overlap) {
    return Line.from("v", "V").instant(gap, overlap);
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York,2024-03-10T01:59:59.999999,2024-03-10T06:59:59.999999Z",
    "America/New_York,2024-03-10T02:00,2024-03-10T07:00:00Z",
    "America/New_York,2024-03-10T02:30,2024-03-10T07:30:00Z",
    "America/New_York,2024-03-10T03:00,2024-03-10T07:00:00Z",
    "America/New_York,2024-11-03T00:59:59,2024-11-03T04:59:59Z",
    "America/New_York,2024-11-03T02:00,2024-11-03T07:00:00Z",
    "Australia/Lord_Howe,2024-10-06T01:59:59,2024-10-05T15:29:59Z",
    "Australia/Lord_Howe,2024-10-06T02:15,2024-10-05T15:45:00Z",
    "Australia/Lord_Howe,2024-10-06T02:30,2024-10-05T15:30:00Z",
    "Europe/London,2024-03-31T01:30,2024-03-31T01:30:00Z",
    "Europe/London,2024-03-31T02:00,2024-03-31T01:00:00Z",
    "America/Sao_Paulo,2018-11-04T00:00,2018-11-04T03:00:00Z",
    "America/New_York,1883-11-18T00:00,1883-11-18T04:56:02Z",
    "UTC,2024-03-10T02:30,2024-03-10T02:30:00Z"
  })
  void aLocalTimeIsTheRightInstantAndAGapShiftsForward(String zone, String local, Instant instant) {
    assertThat(map(zone, local, line(Gap.SHIFT, Overlap.EARLIER)).value("v")).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York,2024-11-03T01:00,2024-11-03T05:00:00Z,2024-11-03T06:00:00Z",
    "America/New_York,2024-11-03T01:59:59.9,2024-11-03T05:59:59.9Z,2024-11-03T06:59:59.9Z",
    "Australia/Lord_Howe,2024-04-07T01:45,2024-04-06T14:45:00Z,2024-04-06T15:15:00Z",
    "Europe/London,2024-10-27T01:30,2024-10-27T00:30:00Z,2024-10-27T01:30:00Z"
  })
  void aTimeThatCameTwiceMeansTheFirstOrTheSecond(
      String zone, String local, Instant earlier, Instant later) {
    assertThat(map(zone, local, line(Gap.SHIFT, Overlap.EARLIER)).value("v")).isEqualTo(earlier);
    assertThat(map(zone, local, line(Gap.SHIFT, Overlap.LATER)).value("v")).isEqualTo(later);
    assertThat(map(zone, local, line(Gap.SHIFT, Overlap.REFUSE)).refusal(0).reason())
        .isEqualTo(Reason.TIME_IN_OVERLAP);
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York,2024-03-10T02:00",
    "America/New_York,2024-03-10T02:59:59.999999",
    "Australia/Lord_Howe,2024-10-06T02:29",
    "Europe/London,2024-03-31T01:30"
  })
  void aTimeThatNeverWasIsRefusedIfSaid(String zone, String local) {
    assertThat(map(zone, local, line(Gap.REFUSE, Overlap.EARLIER)).refusal(0).reason())
        .isEqualTo(Reason.TIME_IN_GAP);
  }

  @ParameterizedTest
  @CsvSource({"UTC,2024-03-10T02:30:00Z", "Asia/Kolkata,2024-03-09T21:00:00Z"})
  void aStatedZoneGoesBeforeTheTenants(String zone, Instant instant) {
    Line line =
        Line.from("v", "V").instant(Gap.REFUSE, Overlap.REFUSE, Optional.of(ZoneId.of(zone)));

    assertThat(map("America/New_York", "2024-03-10T02:30", line).value("v")).isEqualTo(instant);
  }

  /** What is remembered between two times must never show: java.time is the judge. */
  @Property(tries = 200)
  void theRememberedStretchChangesNoAnswer(
      @ForAll @LongRange(min = -5_000_000_000L, max = 5_000_000_000L) long start,
      @ForAll @LongRange(min = -7_000_000L, max = 7_000_000L) long step) {
    for (String zone : List.of("America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")) {
      ZoneId id = ZoneId.of(zone);
      ZoneClock clock = ZoneClock.of(id);
      for (int i = 0; i < 40; i++) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(start + i * step, 0, ZoneOffset.UTC);

        assertThat(clock.instant(local, Gap.SHIFT, Overlap.EARLIER))
            .isEqualTo(ZonedDateTime.of(local, id).toInstant());
        assertThat(clock.instant(local, Gap.SHIFT, Overlap.LATER))
            .isEqualTo(ZonedDateTime.of(local, id).withLaterOffsetAtOverlap().toInstant());
      }
    }
  }

  /** Every quarter of an hour around every change of the clocks of forty years. */
  @ParameterizedTest
  @CsvSource({"America/New_York", "Australia/Lord_Howe", "Europe/London", "America/Sao_Paulo"})
  void theEdgesOfEveryChangeAreRight(String zone) {
    ZoneId id = ZoneId.of(zone);
    ZoneClock clock = ZoneClock.of(id);
    Instant from = Instant.parse("1995-01-01T00:00:00Z");
    for (int change = 0; change < 80 && id.getRules().nextTransition(from) != null; change++) {
      var transition = id.getRules().nextTransition(from);
      for (int quarter = -12; quarter <= 12; quarter++) {
        LocalDateTime local = transition.getDateTimeBefore().plusMinutes(15L * quarter);
        for (LocalDateTime time : List.of(local, local.minusNanos(1), local.plusNanos(1))) {
          assertThat(clock.instant(time, Gap.SHIFT, Overlap.EARLIER))
              .as("%s in %s", time, zone)
              .isEqualTo(ZonedDateTime.of(time, id).toInstant());
        }
      }
      from = transition.getInstant();
    }
  }
}
