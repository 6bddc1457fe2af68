package io.tributary.validate;

import io.tributary.batch.SourceType;
import io.tributary.legacy.ColumnAggregate;
import io.tributary.legacy.ColumnAggregate.Function;
import io.tributary.manifest.Conversion;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares the two sides of a column's aggregates. */
final class AggregateComparison {

  private static final BigDecimal MICROSECOND = new BigDecimal("0.000001");
  private static final int NANO_DIGITS = 9;
  private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

  private final ComparedEntity compared;
  private final String table;
  private final LegacySide legacy;

  AggregateComparison(ComparedEntity compared, String table, LegacySide legacy) {
    this.compared = compared;
    this.table = table;
    this.legacy = legacy;
  }

  /** What the target's aggregate of a column is called. */
  static String name(ColumnComparison column, Function function) {
    return function + " " + column.target().name();
  }

  /** Compares all aggregates of a column. */
  void compare(ColumnComparison column, Map<String, Optional<String>> target, CheckTally tally) {
    for (Function function : column.functions()) {
      Optional<String> is = target.getOrDefault(name(column, function), Optional.empty());
      switch (function) {
        case COUNT -> number(column, function, is, column.mayLoseValues(), tally);
        case UNITS -> number(column, function, is, column.mayShorten(), tally);
        case SUM -> number(column, function, is, false, tally);
        case DISTINCT -> number(column, function, is, !legacy.isExact(), tally);
        case ONES -> ones(column, is, tally);
        case SECONDS -> seconds(column, is, target, tally);
        case MIN, MAX -> extreme(column, function, is, tally);
      }
    }
  }

  private BigDecimal legacy(ColumnComparison column, Function function) {
    return legacy.number(new ColumnAggregate(column.legacy().name(), function));
  }

  /** Of no rows, 0; empty for what PostgreSQL can hold and is no number: no legacy row has that. */
  private static Optional<BigDecimal> decimal(Optional<String> text) {
    return NO_NUMBERS.contains(text.orElse(""))
        ? Optional.empty()
        : Optional.of(text.map(BigDecimal::new).orElse(BigDecimal.ZERO));
  }

  private void number(
      ColumnComparison column,
      Function function,
      Optional<String> target,
      boolean isBound,
      CheckTally tally) {
    BigDecimal should = legacy(column, function);
    Optional<BigDecimal> is = decimal(target);
    boolean same =
        is.filter(sum -> isBound ? sum.compareTo(should) <= 0 : sum.compareTo(should) == 0)
            .isPresent();
    if (!same) {
      tell(column, function, target.orElse("0"), (isBound ? "at most " : "") + should, tally);
    }
  }

  private void ones(ColumnComparison column, Optional<String> target, CheckTally tally) {
    BigDecimal ones = legacy(column, Function.ONES);
    BigDecimal should = column.negate() ? legacy(column, Function.COUNT).subtract(ones) : ones;
    if (decimal(target).filter(is -> is.compareTo(should) == 0).isEmpty()) {
      tell(column, Function.ONES, target.orElse("0"), should, tally);
    }
  }

  /**
   * Local time less instant is the zone's offset, and so its mean over all rows lies between the
   * smallest and the greatest offset that the zone had.
   */
  private void seconds(
      ColumnComparison column,
      Optional<String> target,
      Map<String, Optional<String>> all,
      CheckTally tally) {
    BigDecimal rows = legacy(column, Function.COUNT);
    Optional<BigDecimal> sum = decimal(target);
    boolean sameCount =
        decimal(all.getOrDefault(name(column, Function.COUNT), Optional.empty()))
            .filter(is -> is.compareTo(rows) == 0)
            .isPresent();
    if (!sameCount || rows.signum() == 0 || sum.isEmpty()) {
      return; // The counts say that already, and the extremes that there is an infinite one.
    }
    BigDecimal offsets = legacy(column, Function.SECONDS).subtract(sum.get());
    ZoneOffsets zone = ZoneOffsets.of(zone(column), earliest(column), latest(column));
    BigDecimal least = rows.multiply(BigDecimal.valueOf(zone.least()));
    BigDecimal most = rows.multiply(BigDecimal.valueOf(zone.most()));
    // Fractions of a second are cut on both sides; what rounds may pass a whole second.
    BigDecimal slack = column.rounds() ? rows : BigDecimal.ZERO;
    if (offsets.compareTo(least.subtract(slack)) < 0 || offsets.compareTo(most.add(slack)) > 0) {
      tally.add(
          Difference.of(
              DifferenceKind.AGGREGATE,
              table,
              column.target().name(),
              "local times of legacy and instants here are not as far apart as "
                  + zone(column)
                  + " is",
              offsets + " seconds over " + rows + " rows",
              "from " + least + " to " + most));
    }
  }

  private LocalDateTime earliest(ColumnComparison column) {
    return (LocalDateTime) value(column, Function.MIN).orElse(LocalDateTime.MIN);
  }

  private LocalDateTime latest(ColumnComparison column) {
    return (LocalDateTime) value(column, Function.MAX).orElse(LocalDateTime.MAX);
  }

  private Optional<Object> value(ColumnComparison column, Function function) {
    return legacy.value(new ColumnAggregate(column.legacy().name(), function));
  }

  private ZoneId zone(ColumnComparison column) {
    return column.mapping().as().flatMap(Conversion::zone).orElse(compared.tenant().zone());
  }

  /** The smallest and greatest offset that a zone had in a stretch of local time, in seconds. */
  private record ZoneOffsets(int least, int most) {

    static ZoneOffsets of(ZoneId zone, LocalDateTime from, LocalDateTime to) {
      ZoneRules rules = zone.getRules();
      int least = rules.getOffset(from).getTotalSeconds();
      int most = least;
      Instant end = to.toInstant(ZoneOffset.MIN);
      ZoneOffsetTransition next =
          rules.nextTransition(from.toInstant(ZoneOffset.MAX).minus(Duration.ofDays(2)));
      while (next != null && next.getInstant().isBefore(end)) {
        for (ZoneOffset offset : new ZoneOffset[] {next.getOffsetBefore(), next.getOffsetAfter()}) {
          least = Math.min(least, offset.getTotalSeconds());
          most = Math.max(most, offset.getTotalSeconds());
        }
        next = rules.nextTransition(next.getInstant());
      }
      return new ZoneOffsets(least, most);
    }
  }

  private void extreme(
      ColumnComparison column, Function function, Optional<String> target, CheckTally tally) {
    Optional<Object> source = value(column, function);
    if (source.isEmpty() || target.isEmpty()) {
      return; // The counts tell of values that are on one side only.
    }
    if (source.get() instanceof Float || source.get() instanceof Double) {
      floating(column, function, target.get(), ((Number) source.get()).doubleValue(), tally);
      return;
    }
    Optional<BigDecimal> is = decimal(target);
    if (is.isEmpty()) {
      tell(column, function, target.get(), source.get(), tally);
      return;
    }
    Extreme should = should(column, source.get());
    BigDecimal distance = is.get().subtract(should.value);
    boolean inside = function == Function.MIN ? distance.signum() >= 0 : distance.signum() <= 0;
    boolean same = distance.abs().compareTo(should.tolerance) <= 0 || (!legacy.isExact() && inside);
    if (!same) {
      tell(column, function, readable(column, is.get()), source.get(), tally);
    }
  }

  /** A day or a moment as people write it. */
  private static Object readable(ColumnComparison column, BigDecimal number) {
    if (column.target().type().equals("date")) {
      return LocalDate.ofEpochDay(number.longValue());
    }
    if (!column.target().type().startsWith("timestamp")) {
      return number;
    }
    Instant moment =
        Instant.ofEpochSecond(
            number.longValue(),
            number.remainder(BigDecimal.ONE).movePointRight(NANO_DIGITS).longValue());
    return column.target().type().equals("timestamp")
        ? LocalDateTime.ofInstant(moment, ZoneOffset.UTC)
        : moment;
  }

  /** The two servers may print one binary number in two ways. */
  private void floating(
      ColumnComparison column, Function function, String target, double should, CheckTally tally) {
    double is =
        column.legacy().type() == SourceType.REAL
            ? Float.parseFloat(target)
            : Double.parseDouble(target);
    boolean inside = function == Function.MIN ? is >= should : is <= should;
    if (is != should && (legacy.isExact() || !inside)) {
      tell(column, function, target, should, tally);
    }
  }

  /** A value on the target's scale, and how far off it may be. */
  private record Extreme(BigDecimal value, BigDecimal tolerance) {}

  private Extreme should(ColumnComparison column, Object source) {
    BigDecimal tolerance = column.rounds() ? MICROSECOND : BigDecimal.ZERO;
    if (source instanceof LocalDateTime local) {
      if (column.target().type().equals("date")) {
        return new Extreme(BigDecimal.valueOf(local.toLocalDate().toEpochDay()), BigDecimal.ZERO);
      }
      return column.convertsZone()
          ? instant(local, zone(column), tolerance)
          : new Extreme(seconds(local.toInstant(ZoneOffset.UTC)), tolerance);
    }
    if (source instanceof OffsetDateTime instant) {
      return new Extreme(seconds(instant.toInstant()), tolerance);
    }
    if (source instanceof LocalDate date) {
      return new Extreme(BigDecimal.valueOf(date.toEpochDay()), BigDecimal.ZERO);
    }
    return new Extreme(new BigDecimal(source.toString()), BigDecimal.ZERO);
  }

  /** Within a day of a change of the clock, the order of local times is not that of instants. */
  private static Extreme instant(LocalDateTime local, ZoneId zone, BigDecimal tolerance) {
    ZoneRules rules = zone.getRules();
    Instant instant = local.atZone(zone).toInstant();
    ZoneOffset before = rules.getOffset(instant.minus(Duration.ofDays(1)));
    ZoneOffset after = rules.getOffset(instant.plus(Duration.ofDays(1)));
    int change = Math.abs(before.getTotalSeconds() - after.getTotalSeconds());
    return new Extreme(seconds(instant), tolerance.add(BigDecimal.valueOf(change)));
  }

  private static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(instant.getEpochSecond())
        .add(BigDecimal.valueOf(instant.getNano(), NANO_DIGITS));
  }

  private void tell(
      ColumnComparison column, Function function, Object is, Object should, CheckTally tally) {
    boolean personal =
        function == Function.MIN
            || function == Function.MAX
            || column.legacy().type() == SourceType.UUID;
    Masking masking = new Masking(compared.manifest().deadLetters());
    tally.add(
        new Difference(
            DifferenceKind.AGGREGATE,
            Optional.of(table),
            Optional.empty(),
            Optional.empty(),
            Optional.of(column.target().name()),
            shown(should, personal, masking),
            shown(is, personal, masking),
            words(function) + " is not that of legacy's " + column.legacy().name()));
  }

  private static Optional<String> shown(Object value, boolean personal, Masking masking) {
    Optional<String> text = Optional.of(value.toString());
    return personal ? masking.show(text) : text;
  }

  private static String words(Function function) {
    return switch (function) {
      case COUNT -> "the number of values";
      case DISTINCT -> "the number of different values";
      case SUM -> "the sum";
      case MIN -> "the smallest value";
      case MAX -> "the greatest value";
      case ONES -> "the number of true values";
      case UNITS -> "the length of all texts";
      case SECONDS -> "the sum of times";
    };
  }
}
