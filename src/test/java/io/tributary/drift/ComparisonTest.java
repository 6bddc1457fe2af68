package io.tributary.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What counts as a difference between a schema as it was and as it is. */
class ComparisonTest {

  @Nested
  class Names {

    @Test
    void thatDifferInCaseAreOneToSqlServer() {
      Schema before = new Schema(List.of(table("dbo.Club", column("Name"), column("NAME"))));
      Schema now = new Schema(List.of(table("DBO.CLUB", column("name"))));

      assertThat(Comparison.of(before, now, Naming.ANY_CASE)).isEmpty();
    }

    @Test
    void thatDifferInCaseAreTwoToPostgresql() {
      Schema before = new Schema(List.of(table("public.clubs", column("name"), column("Name"))));
      Schema now = new Schema(List.of(table("public.clubs", column("Name"), column("NAME"))));

      assertThat(Comparison.of(before, before, Naming.EXACT)).isEmpty();
      assertThat(Comparison.of(before, now, Naming.EXACT))
          .containsExactly(
              new Comparison.ColumnGone(before.tables().get(0), column("name")),
              new Comparison.ColumnNew(before.tables().get(0), column("NAME")));
    }

    @Test
    void ofTablesFollowTheSameRule() {
      Schema before = new Schema(List.of(table("public.clubs"), table("public.Clubs")));
      Schema now = new Schema(List.of(table("public.clubs")));

      assertThat(Comparison.of(before, before, Naming.EXACT)).isEmpty();
      assertThat(Comparison.of(before, now, Naming.EXACT))
          .containsExactly(new Comparison.TableGone(before.tables().get(1)));
    }
  }

  @Nested
  class Rows {

    @Test
    void thatAreGoneAltogetherAreTold() {
      assertThat(grown(10, 0)).hasAtLeastOneElementOfType(Comparison.Emptied.class);
      assertThat(grown(1, 0)).hasAtLeastOneElementOfType(Comparison.Emptied.class);
    }

    @Test
    void thatAreFewerOrNeverWereOrThatNobodyCountsAreNot() {
      assertThat(grown(10, 1)).isEmpty();
      assertThat(grown(0, 0)).isEmpty();
      assertThat(grown(-1, 0)).isEmpty();
      assertThat(grown(10, -1)).isEmpty();
    }

    private List<Comparison.Change> grown(long before, long now) {
      return Comparison.of(
          new Schema(List.of(new Schema.Table("public.clubs", before, List.of(), List.of()))),
          new Schema(List.of(new Schema.Table("public.clubs", now, List.of(), List.of()))),
          Naming.EXACT);
    }
  }

  @Nested
  class Columns {

    private final Schema.Column was = of("int", true, Optional.empty(), Optional.empty());

    @Test
    void thatAreAsTheyWereAreNotTold() {
      assertThat(became(of("INT", true, Optional.empty(), Optional.empty()))).isEmpty();
    }

    @Test
    void areToldByWhatIsOtherAboutThem() {
      Schema.Table table = table("dbo.Club", was);
      Schema.Column typed = of("bigint", true, Optional.empty(), Optional.empty());
      Schema.Column mandatory = of("int", false, Optional.empty(), Optional.empty());
      Schema.Column computed = of("int", true, Optional.of("1 + 1"), Optional.empty());
      Schema.Column filled = of("int", true, Optional.empty(), Optional.of("0"));

      assertThat(became(typed))
          .containsExactly(new Comparison.TypeChanged(table, was, typed, TypeChange.WIDER));
      assertThat(became(mandatory))
          .containsExactly(new Comparison.NullabilityChanged(table, mandatory));
      assertThat(became(computed))
          .containsExactly(new Comparison.ExpressionChanged(table, was, computed));
      assertThat(became(filled))
          .containsExactly(new Comparison.ExpressionChanged(table, was, filled));
    }

    private List<Comparison.Change> became(Schema.Column now) {
      return Comparison.of(
          new Schema(List.of(table("dbo.Club", was))),
          new Schema(List.of(table("dbo.Club", now))),
          Naming.ANY_CASE);
    }

    private Schema.Column of(
        String type, boolean nullable, Optional<String> computed, Optional<String> usual) {
      return new Schema.Column("Size", type, nullable, computed, usual);
    }
  }

  @Nested
  class Keys {

    @Test
    void ofOtherNamesAreTheSame() {
      assertThat(rekeyed(key("PK_1", "Id", ""), key("PK_2", "ID", ""))).isEmpty();
    }

    @Test
    void overOtherColumnsOrOfSomeRowsAreOthers() {
      assertThat(rekeyed(key("k", "Id", ""), key("k", "Name", ""))).hasSize(2);
      assertThat(rekeyed(key("k", "Id", ""), key("k", "Id", "of some rows"))).hasSize(2);
    }

    @Test
    void twiceTheSameAreOneOfWhichOneMayGo() {
      Schema.Key key = key("k", "Id", "");

      assertThat(Comparison.of(keyed(key, key("l", "Id", "")), keyed(key), Naming.ANY_CASE))
          .isEmpty();
    }

    @Test
    void thatCompareWithAnotherTextAreOthersToPostgresql() {
      Schema before =
          keyed(new Schema.Key(Schema.KeyKind.CHECK, "c", List.of(), "CHECK (a = 'A')"));
      Schema now = keyed(new Schema.Key(Schema.KeyKind.CHECK, "c", List.of(), "CHECK (a = 'a')"));

      assertThat(Comparison.of(before, now, Naming.EXACT)).hasSize(2);
    }

    private List<Comparison.Change> rekeyed(Schema.Key before, Schema.Key now) {
      return Comparison.of(keyed(before), keyed(now), Naming.ANY_CASE);
    }

    private Schema keyed(Schema.Key... keys) {
      return new Schema(List.of(new Schema.Table("dbo.Club", 0, List.of(), List.of(keys))));
    }

    private Schema.Key key(String name, String column, String detail) {
      return new Schema.Key(Schema.KeyKind.UNIQUE, name, List.of(column), detail);
    }
  }

  private static Schema.Table table(String name, Schema.Column... columns) {
    return new Schema.Table(name, 0, Stream.of(columns).toList(), List.of());
  }

  private static Schema.Column column(String name) {
    return new Schema.Column(name, "int", true, Optional.empty(), Optional.empty());
  }
}
