package io.tributary.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Districts that are not like the others are named, with how many those are. */
class DistrictsTest {

  private final Districts districts = new Districts();

  @Test
  void oneDistrictOfThreeHundredThatLacksAColumn() {
    for (int i = 1; i <= 300; i++) {
      String[] columns = i == 17 ? new String[] {"Id int"} : new String[] {"Id int", "Middle text"};
      districts.add("district-" + i, new Schema(List.of(table("dbo.Student", columns))));
    }

    assertThat(found())
        .containsExactly("district-17 lacks dbo.Student.Middle that 299 others have");
  }

  @Test
  void oneDistrictThatHasMore() {
    districts.add("oak", new Schema(List.of(table("dbo.Student", "Id int"))));
    districts.add("elm", new Schema(List.of(table("dbo.Student", "Id int", "Extra int"))));
    districts.add("ash", new Schema(List.of(table("dbo.Student", "Id int"))));

    assertThat(found()).containsExactly("elm has dbo.Student.Extra that 2 others lack");
  }

  @Test
  void aColumnOfAnotherType() {
    districts.add("oak", new Schema(List.of(table("dbo.Student", "Grade int"))));
    districts.add("elm", new Schema(List.of(table("dbo.Student", "Grade text"))));
    districts.add("ash", new Schema(List.of(table("DBO.STUDENT", "GRADE int"))));

    assertThat(found()).containsExactly("elm has dbo.Student.Grade as text, 2 others as int");
  }

  @Test
  void aTableThatIsLackingIsToldOnceAndNotColumnByColumn() {
    districts.add("oak", new Schema(List.of(table("dbo.Club", "Id int", "Name text"))));
    districts.add("elm", new Schema(List.of()));
    districts.add("ash", new Schema(List.of(table("dbo.Club", "Id int", "Name text"))));

    assertThat(found()).containsExactly("elm lacks dbo.Club that 2 others have");
  }

  @Test
  void aColumnThatIsLackingIsToldThoughAnotherDistrictLacksTheTable() {
    districts.add("oak", new Schema(List.of(table("dbo.Club", "Id int"))));
    districts.add("elm", new Schema(List.of()));
    districts.add("ash", new Schema(List.of(table("dbo.Club", "Id int", "Name text"))));
    districts.add("fir", new Schema(List.of(table("dbo.Club", "Id int", "Name text"))));

    assertThat(found())
        .containsExactly(
            "elm lacks dbo.Club that 3 others have", "oak lacks dbo.Club.Name that 2 others have");
  }

  @Test
  void aColumnOfAnotherTypeIsToldThoughAnotherDistrictLacksTheTable() {
    districts.add("oak", new Schema(List.of(table("dbo.Club", "Id int"))));
    districts.add("elm", new Schema(List.of()));
    districts.add("ash", new Schema(List.of(table("dbo.Club", "Id bigint"))));

    assertThat(found())
        .containsExactly(
            "elm lacks dbo.Club that 2 others have",
            "ash has dbo.Club.Id as bigint, 1 other as int");
  }

  @Test
  void ofTwoHalvesTheOneThatHasItIsTheRule() {
    districts.add("oak", new Schema(List.of(table("dbo.Club", "Id int"))));
    districts.add("elm", new Schema(List.of(table("dbo.Club", "Id int", "Name text"))));

    assertThat(found()).containsExactly("oak lacks dbo.Club.Name that 1 other has");
    assertThat(districts.differences(List.of())).noneMatch(DistrictDifference::mapped);
  }

  @Test
  void ofTwoHalvesTheFirstIsTheRule() {
    districts.add("oak", new Schema(List.of(table("dbo.Club", "Id int"))));
    districts.add("elm", new Schema(List.of(table("dbo.Club", "Id bigint"))));

    assertThat(found()).containsExactly("elm has dbo.Club.Id as bigint, 1 other as int");
  }

  @Test
  void whatMayBeNullInSomeDistrictsDiffers() {
    districts.add("oak", new Schema(List.of(table("dbo.Club", "Id int"))));
    districts.add("elm", new Schema(List.of(table("dbo.Club", "Id int"))));
    Schema.Column mandatory =
        new Schema.Column("Id", "int", false, Optional.empty(), Optional.empty());
    districts.add(
        "ash", new Schema(List.of(new Schema.Table("dbo.Club", 0, List.of(mandatory), List.of()))));

    assertThat(found()).containsExactly("ash has dbo.Club.Id as int NOT NULL, 2 others as int");
  }

  @Test
  void severalDistrictsAreToldInThePlural() {
    for (String tenant : List.of("d1", "d2", "d3", "d4", "d5", "d6")) {
      districts.add(tenant, new Schema(List.of(table("dbo.Club", "Id int", "Name text"))));
    }
    for (String tenant : List.of("e1", "e2", "e3", "e4", "e5")) {
      districts.add(tenant, new Schema(List.of(table("dbo.Club", "Id int", "More text"))));
    }

    assertThat(found())
        .containsExactly(
            "e1, e2, e3, e4, e5 have dbo.Club.More that 6 others lack",
            "e1, e2, e3, e4, e5 lack dbo.Club.Name that 6 others have");
  }

  @Test
  void theOneOfTwoDistrictsThatHasNothingIsNamed() {
    assertThat(new DistrictDifference("dbo.Club", List.of("oak"), "a table", "", 1, false))
        .hasToString("oak has dbo.Club that 1 other lacks");
  }

  @Test
  void manyThatDifferAreNotAllNamed() {
    for (int i = 1; i <= 20; i++) {
      String type = i > 12 ? "Id bigint" : "Id int";
      districts.add("d" + i, new Schema(List.of(table("dbo.Student", type))));
    }

    assertThat(found())
        .containsExactly(
            "d13, d14, d15, d16, d17 and 3 more have dbo.Student.Id as bigint, 12 others as int");
  }

  @Test
  void likeDistrictsAreNotNamed() {
    districts.add("oak", new Schema(List.of(table("dbo.Student", "Id int"))));
    districts.add("elm", new Schema(List.of(table("dbo.Student", "Id int"))));

    assertThat(found()).isEmpty();
  }

  private List<String> found() {
    return districts.differences(List.of()).stream().map(DistrictDifference::toString).toList();
  }

  private static Schema.Table table(String name, String... columns) {
    return new Schema.Table(
        name,
        0,
        Stream.of(columns)
            .map(column -> column.split(" "))
            .map(
                parts ->
                    new Schema.Column(parts[0], parts[1], true, Optional.empty(), Optional.empty()))
            .toList(),
        List.of());
  }
}
