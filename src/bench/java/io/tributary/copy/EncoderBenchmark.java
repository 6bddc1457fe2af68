package io.tributary.copy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encoding one value as a field of a binary COPY. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncoderBenchmark {

  /** The type of the column. */
  @Param({"int8", "numeric", "text", "uuid", "date", "timestamptz"})
  public String type = "int8";

  private final CopyBuffer out = new CopyBuffer(1 << 10);
  private ValueEncoder encoder = NumberEncoders::int8;
  private Object value = 42L;

  /** Chooses the encoder and a value for it. */
  @Setup
  public void choose() {
    switch (type) {
      case "int8" -> take(NumberEncoders::int8, 1_234_567_890L);
      case "numeric" -> take(new NumericEncoder(9, 2), new BigDecimal("1234.56"));
      case "text" -> take(new TextEncoder(60), "Worked on unit 17 this term");
      case "uuid" -> take(PlainEncoders::uuid, new UUID(1, 2));
      case "date" -> take(new DateEncoder(), LocalDate.of(2024, 2, 29));
      case "timestamptz" ->
          take(new TimeEncoders(6)::timestamptz, Instant.parse("2024-02-29T12:34:56Z"));
      default -> throw new IllegalArgumentException(type);
    }
  }

  private void take(ValueEncoder chosen, Object encoded) {
    encoder = chosen;
    value = encoded;
  }

  /** One field. */
  @Benchmark
  public int encode() {
    out.truncate(0);
    encoder.encode(value, out);
    return out.size();
  }
}
