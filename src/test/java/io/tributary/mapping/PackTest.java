package io.tributary.mapping;

import static io.tributary.mapping.MappingBench.bench;
import static io.tributary.mapping.MappingBench.values;
import static io.tributary.mapping.Targets.column;
import static io.tributary.mapping.Targets.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Reason;
import io.tributary.batch.SourceType;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PackTest {

  @Test
  void everyTypeKeepsItsValueInJson() {
    Mapped mapped =
        bench()
            .legacy("Bit", SourceType.BOOLEAN)
            .legacy("Whole", SourceType.INTEGER)
            .legacy("Money", SourceType.DECIMAL)
            .legacy("Real", SourceType.REAL)
            .legacy("Float", SourceType.DOUBLE)
            .legacy("Text", SourceType.TEXT)
            .legacy("Day", SourceType.DATE)
            .legacy("Stamp", SourceType.TIMESTAMP)
            .legacy("Moment", SourceType.TIMESTAMPTZ)
            .legacy("Guid", SourceType.UUID)
            .legacy("Bytes", SourceType.BYTES)
            .legacy("None", SourceType.TEXT)
            .into(
                table("things", column("id", "uuid"), column("extras", "jsonb")),
                Line.pack("extras"))
            .map(
                values(
                    1L,
                    true,
                    Long.MAX_VALUE,
                    new BigDecimal("1E+3"),
                    0.1f,
                    2.5,
                    "a \"quote\" 😀\n",
                    LocalDate.of(2024, 2, 29),
                    LocalDateTime.parse("2024-02-29T10:00"),
                    OffsetDateTime.parse("2024-02-29T10:00:00.5-05:00"),
                    new UUID(0, 1),
                    new byte[] {1, 2, (byte) 255},
                    null));

    assertThat(mapped.value("extras"))
        .isEqualTo(
            "{\"Bit\":true,\"Whole\":9223372036854775807,\"Money\":1000,\"Real\":0.1,\"Float\":2.5,"
                + "\"Text\":\"a \\\"quote\\\" 😀\\n\",\"Day\":\"2024-02-29\","
                + "\"Stamp\":\"2024-02-29T10:00:00\",\"Moment\":\"2024-02-29T10:00:00.5-05:00\","
                + "\"Guid\":\"00000000-0000-0000-0000-000000000001\",\"Bytes\":\"AQL/\","
                + "\"None\":null}");
  }

  @Test
  void theRestIsWhatNobodyMapsOrIgnores() {
    Mapped mapped =
        bench()
            .legacy("A", SourceType.INTEGER)
            .legacy("B", SourceType.INTEGER)
            .legacy("C", SourceType.INTEGER)
            .ignore("c")
            .into(
                table(
                    "things", column("id", "uuid"), column("a", "int8"), column("extras", "json")),
                Line.from("a", "a"),
                Line.pack("extras"))
            .map(values(1L, 2L, 3L, 4L));

    assertThat(mapped.value("extras")).isEqualTo("{\"B\":3}");
  }

  @Test
  void namedColumnsArePackedInTheOrderOfTheRow() {
    Mapped mapped =
        bench()
            .legacy("A", SourceType.INTEGER)
            .legacy("B", SourceType.INTEGER)
            .into(
                table("things", column("id", "uuid"), column("extras", "text")),
                Line.pack("extras", "b", "a"))
            .map(values(1L, 2L, 3L));

    assertThat(mapped.value("extras")).isEqualTo("{\"A\":2,\"B\":3}");
  }

  @Test
  void whatJsonbCannotHoldIsRefused() {
    Mapped mapped =
        bench()
            .legacy("A", SourceType.TEXT)
            .into(
                table("things", column("id", "uuid"), column("extras", "jsonb")),
                Line.pack("extras"))
            .map(values(1L, "a\u0000b"), values(2L, "half \uD83D"));

    assertThat(mapped.refusal(0).reason()).isEqualTo(Reason.NUL_CHARACTER);
    assertThat(mapped.refusal(1).reason()).isEqualTo(Reason.UNPAIRED_SURROGATE);
  }
}
