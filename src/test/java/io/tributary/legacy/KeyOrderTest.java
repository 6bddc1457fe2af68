package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.batch.Batch;
import io.tributary.manifest.Entity;
import io.tributary.testing.LegacyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the key's type and the batch's size: each row once, in the server's order. */
@ParameterizedClass(name = "{0}")
@EnumSource(LegacyKind.class)
class KeyOrderTest {

  private static final int ROWS = 30;
  private static final int[] BATCH_ROWS = {1, 2, 7, 29, 30, 31, 1000};

  private final LegacyKind kind;
  private final District district;

  KeyOrderTest(LegacyKind kind) {
    this.kind = kind;
    this.district = new District(kind);
  }

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        key("INT", r -> "" + r.nextInt()),
        key("BIGINT", r -> "" + r.nextLong()),
        key("SMALLINT", r -> "" + (short) r.nextInt()),
        key("DECIMAL(12, 3)", r -> "" + r.nextInt(1_000_000) + "." + r.nextInt(1000)),
        key("MONEY", r -> "" + (r.nextInt(2_000_000) - 1_000_000) + "." + r.nextInt(10_000)),
        key("UNIQUEIDENTIFIER", r -> "'" + new UUID(r.nextLong(), r.nextLong()) + "'"),
        key("NVARCHAR(30)", r -> "N'" + word(r) + "'"),
        key("CHAR(12)", r -> "'" + word(r) + "'"),
        key("VARCHAR_IGNORECASE(30)", r -> "'" + word(r) + "'"),
        key("DATE", r -> "'20%02d-%02d-%02d'".formatted(r.nextInt(99), day(r, 12), day(r, 28))),
        key("TIME(7)", r -> "'%02d:%02d:00.%07d'".formatted(r.nextInt(24), 5, r.nextInt(9999999))),
        key("DATETIME", r -> "'2020-01-%02d 10:00:00.%03d'".formatted(day(r, 28), r.nextInt(999))),
        key("DATETIME2(7)", r -> "'2020-01-02 10:00:00.%07d'".formatted(r.nextInt(9_999_999))),
        key(
            "DATETIMEOFFSET(7)",
            r -> "'2020-01-%02d 10:00:00.123+0%d:00'".formatted(day(r, 28), r.nextInt(9))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keys")
  void eachRowIsReadOnceInTheServersOrder(String word, Function<Random, String> value) {
    String type =
        kind == LegacyKind.H2
            ? word
            : word.replace("VARCHAR_IGNORECASE(30)", kind.caselessText(30));
    Random random = new Random(type.hashCode());
    district.legacy.execute("CREATE TABLE [dbo].[T] ([Id] " + type + " PRIMARY KEY, [No] INT)");
    insertDistinct(random, value);
    List<String> expected = district.legacy.query("SELECT [No] FROM [dbo].[T] ORDER BY [Id]");
    Entity entity = district.add("t", District.table("T", "Id"));

    for (int rows : BATCH_ROWS) {
      List<Batch> batches = district.readAll(entity, rows);

      assertThat(numbers(batches)).as("in batches of %d", rows).isEqualTo(expected);
      assertThat(batches).allSatisfy(batch -> assertThat(batch.size()).isLessThanOrEqualTo(rows));
      assertThat(batches.stream().filter(Batch::isLast))
          .containsExactly(batches.get(batches.size() - 1));
    }
  }

  @ParameterizedTest
  @MethodSource("keys")
  void rangesThatAreCutAtAKeyOfTheServersHaveEachRowOnce(
      String type, Function<Random, String> value) {
    Random random = new Random(type.hashCode());
    district.legacy.execute("CREATE TABLE [dbo].[T] ([Id] " + type + " PRIMARY KEY, [No] INT)");
    insertDistinct(random, value);

    assertThatRangesHaveEachRowOnce(
        district.add("t", District.table("T", "Id")), "SELECT [No] FROM [dbo].[T] ORDER BY [Id]");
  }

  @Test
  void rangesOfACompositeKeyHaveEachRowOnce() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] VARCHAR_IGNORECASE(9), [B] INT, [C] INT, [No] INT,"
            + " PRIMARY KEY ([A], [B], [C]))",
        "INSERT INTO [dbo].[T] SELECT CASE MOD(X, 3) WHEN 0 THEN 'abc' WHEN 1 THEN 'ABC' ELSE"
            + " 'Abd' END, MOD(X, 2), X, X FROM SYSTEM_RANGE(1, 30)");

    assertThatRangesHaveEachRowOnce(
        district.add("t", District.table("T", "A", "B", "C")),
        "SELECT [No] FROM [dbo].[T] ORDER BY [A], [B], [C]");
  }

  private void assertThatRangesHaveEachRowOnce(Entity entity, String inOrder) {
    List<String> expected = district.legacy.query(inOrder);
    for (int rows : new int[] {1, 13, ROWS - 1}) {
      KeysetReader first = district.reader(entity, 4, 1_000_000);
      List<String> key = first.keyFurtherOn(Optional.empty(), rows).orElseThrow();
      first.endAt(key);
      List<Batch> batches = District.readAll(first);
      assertThat(numbers(batches)).as("first %d", rows).isEqualTo(expected.subList(0, rows));
      assertThat(batches.get(batches.size() - 1).isLast()).isTrue();

      KeysetReader second = district.reader(entity, 4, 1_000_000);
      List<Batch> rest = new ArrayList<>();
      for (Optional<Batch> next = second.next(Optional.of(key)); next.isPresent(); ) {
        rest.add(next.get());
        next = second.next(Optional.of(next.get().upper()));
      }
      assertThat(numbers(rest)).isEqualTo(expected.subList(rows, ROWS));
      assertThat(first.keyFurtherOn(Optional.empty(), rows)).as("its own end").isEmpty();
      assertThat(first.keyFurtherOn(Optional.empty(), rows + 1)).as("beyond its end").isEmpty();
      assertThat(second.keyFurtherOn(Optional.of(key), ROWS - rows)).as("the last row").isEmpty();
    }
  }

  @Test
  void aCompositeKeyOfIntegersIsReadWhole() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] INT NOT NULL, [B] INT NOT NULL, [C] INT NOT NULL, [No] INT,"
            + " PRIMARY KEY ([A], [B], [C]))",
        "INSERT INTO [dbo].[T] SELECT X % 3, X % 5, X, X FROM " + kind.numbers(1, 60));
    List<String> expected =
        district.legacy.query("SELECT [No] FROM [dbo].[T] ORDER BY [A], [B], [C]");
    Entity entity = district.add("t", District.table("T", "A", "B", "C"));

    for (int rows : BATCH_ROWS) {
      assertThat(numbers(district.readAll(entity, rows))).isEqualTo(expected);
    }
  }

  @Test
  void aCompositeKeyOfTextAndIntegerFollowsTheCollation() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] "
            + kind.caselessText(9)
            + " NOT NULL, [B] INT NOT NULL, [No] INT, PRIMARY KEY ([A], [B]))",
        "INSERT INTO [dbo].[T] SELECT CASE X % 4 WHEN 0 THEN 'abc' WHEN 1 THEN 'ABC' WHEN 2"
            + " THEN 'Abd' ELSE 'a|\\c' END, X, X FROM "
            + kind.numbers(1, 60));
    List<String> expected = district.legacy.query("SELECT [No] FROM [dbo].[T] ORDER BY [A], [B]");
    Entity entity = district.add("t", District.table("T", "A", "B"));

    for (int rows : BATCH_ROWS) {
      assertThat(numbers(district.readAll(entity, rows))).isEqualTo(expected);
    }
  }

  @Test
  void theOrderIsThatOfTheKeyAsTheManifestSaysIt() {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([A] INT NOT NULL, [B] INT NOT NULL, PRIMARY KEY ([A], [B]))",
        "INSERT INTO [dbo].[T] VALUES (1, 9), (2, 1), (3, 5)");
    Entity entity = district.add("t", District.table("T", "B", "A"));

    List<Batch> batches = district.readAll(entity, 2);

    assertThat(District.keys(batches)).containsExactly("1|2", "5|3", "9|1");
  }

  private void insertDistinct(Random random, Function<Random, String> value) {
    for (int no = 0; no < ROWS; ) {
      String literal = value.apply(random);
      if (district.legacy.query("SELECT 1 FROM [dbo].[T] WHERE [Id] = " + literal).isEmpty()) {
        district.legacy.execute("INSERT INTO [dbo].[T] VALUES (" + literal + ", " + no++ + ")");
      }
    }
  }

  private static List<String> numbers(List<Batch> batches) {
    List<String> numbers = new ArrayList<>();
    for (Batch batch : batches) {
      int column = batch.shape().indexOf("No");
      IntStream.range(0, batch.size())
          .forEach(i -> numbers.add(String.valueOf(batch.row(i)[column])));
    }
    return numbers;
  }

  private static Arguments key(String type, Function<Random, String> value) {
    return Arguments.of(type, value);
  }

  private static int day(Random random, int bound) {
    return 1 + random.nextInt(bound);
  }

  private static String word(Random random) {
    String letters = "aAbBcC äÖß-_|\\%'ж漢".replace("'", "");
    StringBuilder word = new StringBuilder("k");
    for (int i = random.nextInt(8); i >= 0; i--) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.append('x').toString();
  }
}
