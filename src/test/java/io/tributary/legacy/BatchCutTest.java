package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.batch.Batch;
import io.tributary.manifest.Entity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a batch begins and ends. */
class BatchCutTest {

  private final District district = new District();

  @AfterEach
  void close() throws Exception {
    district.close();
  }

  @Test
  void aFilterDefinesWhichRowsThereAre() {
    rows(10);
    Entity entity =
        district.add("t", District.where(District.table("T", "Id"), "t.[Id] > 3 OR t.[Id] = 1 --"));

    List<Batch> batches = district.readAll(entity, 3);

    assertThat(District.keys(batches)).containsExactly("1", "4", "5", "6", "7", "8", "9", "10");
  }

  @Test
  void aQueryIsReadLikeATable() {
    rows(10);
    Entity entity =
        district.add(
            "t",
            District.where(
                District.query("SELECT [Id] * 2 AS [Twice], [Text] FROM [dbo].[T] -- all", "twice"),
                "t.[Twice] <> 4"));

    List<Batch> batches = district.readAll(entity, 4);

    assertThat(District.keys(batches))
        .containsExactly("2", "6", "8", "10", "12", "14", "16", "18", "20");
  }

  @Test
  void aBatchEndsWithTheRowThatPassesTheByteBudget() {
    rows(5);
    Entity entity = district.add("t", District.table("T", "Id"));
    district.legacy.execute("UPDATE [dbo].[T] SET [Text] = REPEAT('x', 1000) WHERE [Id] = 2");

    List<Batch> batches = District.readAll(district.reader(entity, 100, 1500));

    assertThat(batches).extracting(Batch::size).containsExactly(2, 3);
    assertThat(batches).extracting(Batch::isLast).containsExactly(false, true);
    assertThat(batches.get(0).bytes()).isBetween(2000L, 3000L);
  }

  @Test
  void aRowWiderThanTheBudgetIsABatchOfItsOwn() {
    rows(4);
    Entity entity = district.add("t", District.table("T", "Id"));

    List<Batch> batches = District.readAll(district.reader(entity, 100, 1));

    assertThat(District.keys(batches)).containsExactly("1", "2", "3", "4");
    assertThat(batches).extracting(Batch::isLast).containsExactly(false, false, false, true);
  }

  @Test
  void afterWideRowsTheBatchesGrowAgain() {
    rows(30);
    Entity entity = district.add("t", District.table("T", "Id"));
    district.legacy.execute("UPDATE [dbo].[T] SET [Text] = REPEAT('x', 5000) WHERE [Id] <= 2");

    List<Batch> batches = District.readAll(district.reader(entity, 8, 5000));

    assertThat(batches).extracting(Batch::size).containsExactly(1, 1, 2, 4, 8, 8, 6);
  }

  @Test
  void afterABatchThatTookTooLongTheNextAreSmallerAndGrowAgain() {
    rows(3_000);
    KeysetReader reader =
        district.reader(district.add("t", District.table("T", "Id")), 1_000, 10_000_000);

    Batch slow = reader.next(Optional.empty()).orElseThrow();
    reader.took(slow.size(), Duration.ofSeconds(40).toNanos());
    Batch small = reader.next(Optional.of(slow.upper())).orElseThrow();
    reader.took(small.size(), Duration.ofSeconds(9).toNanos());
    Batch larger = reader.next(Optional.of(small.upper())).orElseThrow();
    reader.took(larger.size(), Duration.ofHours(1).toNanos());
    Batch least = reader.next(Optional.of(larger.upper())).orElseThrow();

    assertThat(List.of(slow, small, larger, least))
        .extracting(Batch::size)
        .containsExactly(1_000, 250, 500, 100);
  }

  @Test
  void aBatchIsTheLastOnlyIfNoRowFollows() {
    rows(6);
    Entity entity = district.add("t", District.table("T", "Id"));

    assertThat(district.readAll(entity, 3)).extracting(Batch::isLast).containsExactly(false, true);
    assertThat(district.readAll(entity, 4)).extracting(Batch::isLast).containsExactly(false, true);
  }

  @Test
  void readingBeginsAfterTheBoundAndTheBatchKnowsIt() {
    rows(6);
    Entity entity = district.add("t", District.table("T", "Id"));

    Batch batch = district.reader(entity, 2, 1000).next(Optional.of(List.of("4"))).orElseThrow();

    assertThat(District.keys(List.of(batch))).containsExactly("5", "6");
    assertThat(batch.lower()).contains(List.of("4"));
    assertThat(batch.upper()).containsExactly("6");
  }

  @Test
  void anEmptyTableHasNoBatch() {
    rows(0);
    Entity entity = district.add("t", District.table("T", "Id"));

    assertThat(district.reader(entity, 2, 1000).next(Optional.empty())).isEmpty();
  }

  @Test
  void ignoredColumnsAreLeftBehindButNeverTheKey() {
    rows(1);
    Entity entity =
        district.add(
            District.entity("t", District.table("T", "Id"), java.util.Set.of("TEXT", "Id")));

    Batch batch = district.readAll(entity, 1).get(0);

    assertThat(batch.shape().columns()).extracting(c -> c.name()).containsExactly("Id");
    assertThat(batch.row(0)).containsExactly(1L);
  }

  @Test
  void aClosedReaderReadsNoMore() {
    rows(1);
    KeysetReader reader = district.reader(district.add("t", District.table("T", "Id")), 1, 1000);

    reader.close();

    assertThatThrownBy(() -> reader.next(Optional.empty()))
        .isInstanceOf(IllegalStateException.class);
  }

  private void rows(int count) {
    district.legacy.execute(
        "CREATE TABLE [dbo].[T] ([Id] INT PRIMARY KEY, [Text] NVARCHAR(MAX))",
        "INSERT INTO [dbo].[T] SELECT X, 'x' FROM SYSTEM_RANGE(1, " + count + ")");
  }
}
