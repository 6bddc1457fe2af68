package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.KeySum;
import io.tributary.manifest.Entity;
import io.tributary.testing.LegacyKind;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The legacy server sums keys up to what the ledger has kept of the same keys. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class KeySumTest {

  private final District district;

  KeySumTest(LegacyKind kind) {
    this.district = new District(kind);
  }

  @AfterEach
  void close() throws SQLException {
    district.close();
  }

  @Test
  void theServerAndTheReaderComeToTheSameSum() {
    Entity thing =
        things(1, 2, 3, -1, -7, 0, 2_147_483_647, 2_147_483_648L, 9_007_199_254_740_993L);

    assertThat(serverSum(thing)).matches(readerSum(thing)::matches);
    assertThat(serverSum(thing).count()).isEqualTo(9);
  }

  @Test
  void theLargestKeysOfAllDoNotOverflow() {
    Entity thing = things(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, Long.MIN_VALUE + 1);

    assertThat(serverSum(thing)).matches(readerSum(thing)::matches);
  }

  @Test
  void aTableWithoutRowsSumsUpToNothing() {
    assertThat(serverSum(things())).matches(new KeySum()::matches);
  }

  @Test
  void theFilterOfTheEntityHolds() {
    things(1, 2, 3, 4);
    Entity even =
        district.add("even", District.where(District.table("Thing", "Id"), "t.[Id] % 2 = 0"));

    assertThat(serverSum(even)).matches(readerSum(even)::matches);
    assertThat(serverSum(even).count()).isEqualTo(2);
  }

  @Test
  void otherKeysOfTheSameCountAndSumDoNotMatch() {
    assertThat(sum(1, 8).matches(sum(4, 5))).isFalse();
    assertThat(sum(1, 8).matches(sum(4, 7))).isFalse();
    assertThat(sum(1, 2, 3).matches(sum(1, 2, 4))).isFalse();
    assertThat(sum(3, 2, 1).matches(sum(1, 2, 3))).isTrue();
  }

  @Test
  void keysThatAreNoIntegersAreLeftToTheReader() {
    district.legacy.execute("CREATE TABLE [dbo].[Word] ([Code] VARCHAR(10) PRIMARY KEY)");
    Entity word = district.add("word", District.table("Word", "Code"));

    assertThat(district.database().keySum(word, district.manifest())).isEmpty();
  }

  private Entity things(long... keys) {
    district.legacy.execute("CREATE TABLE [dbo].[Thing] ([Id] BIGINT PRIMARY KEY)");
    if (keys.length > 0) {
      district.legacy.execute(
          Arrays.stream(keys)
              .mapToObj(key -> "(" + key + ")")
              .collect(Collectors.joining(", ", "INSERT INTO [dbo].[Thing] VALUES ", "")));
    }
    return district.add("thing", District.table("Thing", "Id"));
  }

  private KeySum serverSum(Entity entity) {
    return district.database().keySum(entity, district.manifest()).orElseThrow();
  }

  private KeySum readerSum(Entity entity) {
    KeySum all = new KeySum();
    district
        .readAll(entity, 3)
        .forEach(batch -> all.add(batch.keySum().count(), batch.keySum().sum()));
    return all;
  }

  private static KeySum sum(long... keys) {
    KeySum sum = new KeySum();
    LongStream.of(keys).forEach(sum::add);
    return sum;
  }
}
