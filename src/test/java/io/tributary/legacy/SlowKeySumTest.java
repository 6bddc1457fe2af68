package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fault.Retries;
import io.tributary.manifest.Entity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that cannot sum up all keys in the time that a query has. */
class SlowKeySumTest {

  private static final String NEVER_DONE =
      "(SELECT COUNT(*) FROM SYSTEM_RANGE(1, 1000000000000) r WHERE r.X > t.[Id]) > 0";

  @Test
  void leavesTheSumToThePagesOfTheReader() throws Exception {
    try (District district = new District();
        LegacyDatabases impatient =
            new LegacyDatabases(List.of(district.tenant), Retries.NONE, Duration.ofSeconds(1))) {
      district.legacy.execute(
          "CREATE TABLE [dbo].[Thing] ([Id] INT PRIMARY KEY)",
          "INSERT INTO [dbo].[Thing] VALUES (1)");
      Entity slow = district.add("slow", District.where(District.table("Thing", "Id"), NEVER_DONE));

      assertThat(impatient.of(district.tenant).keySum(slow, district.manifest())).isEmpty();
    }
  }
}
