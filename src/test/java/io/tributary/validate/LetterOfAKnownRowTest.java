package io.tributary.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refresh refuses a row that was migrated before: it is accounted for once, not twice. */
class LetterOfAKnownRowTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {7, 1_234_567_890_123_456_789L, Long.MAX_VALUE, Long.MIN_VALUE})
  void isNoSecondRowHoweverLargeItsKey(long key) throws Exception {
    try (PlainDistrict district =
        new PlainDistrict(
            directory,
            """
            thing:
              service: records
              phase: 1
              legacy: { table: dbo.Thing, key: Id }
              into: { things: { weight: Weight } }
            """)) {
      district.north.execute(
          "CREATE TABLE dbo.Thing (Id BIGINT PRIMARY KEY, Weight DECIMAL(9, 2))",
          "INSERT INTO dbo.Thing VALUES (1, 1.5), (%d, 2.5)".formatted(key));
      district.records.execute(
          """
          CREATE TABLE things (id uuid PRIMARY KEY, tenant_id uuid NOT NULL, legacy_id bigint,
            weight numeric(4, 2))
          """);
      district.migration.run();
      String weigh = "UPDATE dbo.Thing SET Weight = %s WHERE Id = " + key;
      district.north.execute(weigh.formatted("100000"));
      assertThat(district.migration.refresh().run().accounting().deadLettered()).isEqualTo(1);
      district.north.execute(weigh.formatted("2.5"));

      ValidationReport report = district.validate(ValidationOptions.everyRow());

      assertThat(Told.lines(report)).isEmpty();
      assertThat(report.verdict()).isEqualTo(Verdict.PROVEN);
    }
  }
}
