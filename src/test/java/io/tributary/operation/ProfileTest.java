package io.tributary.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.tributary.profile.ColumnStatistics;
import io.tributary.profile.EntityProfile;
import io.tributary.profile.OrphanedReference;
import io.tributary.profile.ProfileJson;
import io.tributary.profile.ProfileReport;
import io.tributary.profile.Refusal;
import io.tributary.profile.RepeatedKey;
import io.tributary.run.Migration;
import io.tributary.run.RunListener;
import io.tributary.run.Selection;
import io.tributary.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a profile says of legacy's columns, keys and references. */
class ProfileTest {

  private static final TestPostgres SERVICE = TestPostgres.create();

  private static final String MANIFEST =
      MemberDistrict.MANIFEST
          .replace(
              "members: { club_id: { from: ClubId, ref: club } }",
              "members: { club_id: { from: ClubId, ref: club }, born: { from: Born, as: date },"
                  + " badge: { from: Badge, clean: [ trim, upper, blank-to-null ] }, share: Share }")
          .replace("status: Status", "status: { from: Status, values: { HERE: here } }");

  @TempDir Path directory;
  private MemberDistrict district;

  @BeforeEach
  void createDistrict() throws SQLException {
    district = new MemberDistrict(SERVICE);
    district.legacy(
        "ALTER TABLE dbo.Member ADD Born DATETIME",
        "ALTER TABLE dbo.Member ADD Badge NVARCHAR(20)",
        "ALTER TABLE dbo.Member ADD Share DECIMAL(5, 2)");
    SERVICE.execute(
        "ALTER TABLE members ADD COLUMN born date, ADD COLUMN badge varchar(6),"
            + " ADD COLUMN share numeric(5, 2), ADD UNIQUE (tenant_id, badge)");
  }

  @AfterEach
  void close() throws SQLException {
    district.small.close();
  }

  @AfterAll
  static void closeService() {
    SERVICE.close();
  }

  @Test
  void cleanRowsHaveNothingAgainstThem() {
    EntityProfile member = of(profile(), "member");

    assertThat(member.rows()).isEqualTo(20);
    assertThat(member.hasBadRows()).isFalse();
    assertThat(member.failure()).isEmpty();
    assertThat(member.columns()).noneMatch(ColumnStatistics::isSuspicious);
  }

  @Test
  void datesThatAreNoneOfAPersonsAreCounted() {
    district.legacy(
        "UPDATE dbo.Member SET Born = '1899-12-31' WHERE Id = 1",
        "UPDATE dbo.Member SET Born = '1900-01-01' WHERE Id IN (2, 3)",
        "UPDATE dbo.Member SET Born = '2999-01-01' WHERE Id = 4",
        "UPDATE dbo.Member SET Born = '2010-05-17' WHERE Id = 5");

    ColumnStatistics born = column("Born");

    assertThat(born.before1900()).isEqualTo(1);
    assertThat(born.defaultDates()).isEqualTo(2);
    assertThat(born.farFuture()).isEqualTo(1);
    assertThat(born.nulls()).isEqualTo(15);
    assertThat(born.min()).contains("1899-12-31");
    assertThat(born.max()).contains("2999-01-01");
  }

  @Test
  void textsAreMeasuredAgainstTheTarget() {
    district.legacy(
        "UPDATE dbo.Member SET Badge = '1234567' WHERE Id = 1",
        "UPDATE dbo.Member SET Badge = '  123456  ' WHERE Id = 2",
        "UPDATE dbo.Member SET Badge = '   ' WHERE Id = 3",
        "UPDATE dbo.Member SET Badge = 'a' || CHAR(0) WHERE Id = 4");

    ProfileReport report = profile();
    ColumnStatistics badge = column(report, "Badge");

    assertThat(badge.targetLength()).isEqualTo(6);
    assertThat(badge.tooLong()).isEqualTo(1);
    assertThat(badge.maxLength()).isEqualTo(10);
    assertThat(badge.blanks()).isEqualTo(1);
    assertThat(badge.nulCharacters()).isEqualTo(1);
    assertThat(badge.min()).isEmpty();
    assertThat(of(report, "member").refusals())
        .containsExactlyInAnyOrder(
            new Refusal("badge", "TOO_LONG", 1), new Refusal("badge", "NUL_CHARACTER", 1));
  }

  @Test
  void numbersHaveTheirEnds() {
    district.legacy(
        "UPDATE dbo.Member SET Share = -1.50 WHERE Id = 1",
        "UPDATE dbo.Member SET Share = 99.25 WHERE Id = 2");

    ColumnStatistics share = column("Share");

    assertThat(share.min()).contains("-1.50");
    assertThat(share.max()).contains("99.25");
  }

  @Test
  void valuesThatAUniqueKeyOfTheTargetRefusesAreCountedAsTheMappingCleansThem() {
    district.legacy(
        "UPDATE dbo.Member SET Badge = 'ab1' WHERE Id = 1",
        "UPDATE dbo.Member SET Badge = ' AB1 ' WHERE Id IN (2, 3)",
        "UPDATE dbo.Member SET Badge = ' ' WHERE Id IN (4, 5)",
        "UPDATE dbo.Member SET Badge = CHAR(9) WHERE Id IN (6, 7)");

    assertThat(of(profile(), "member").repeated())
        .containsExactly(
            new RepeatedKey("members", List.of("tenant_id", "badge"), List.of("Badge"), 1, 3));
  }

  @Test
  void aUniqueKeyOverAReferenceIsCountedByTheColumnThatRefers() {
    SERVICE.execute("ALTER TABLE members ADD UNIQUE (tenant_id, club_id)");

    assertThat(of(profile(), "member").repeated())
        .containsExactly(
            new RepeatedKey("members", List.of("tenant_id", "club_id"), List.of("ClubId"), 5, 20));
  }

  @Test
  void aUniqueKeyThatLegacyCannotMakeIsLeftOut() {
    SERVICE.execute(
        "ALTER TABLE members ADD COLUMN kind text, ADD UNIQUE (born), ADD UNIQUE (kind),"
            + " ADD UNIQUE (club_id, legacy_id), ADD UNIQUE (tenant_id)");
    district.legacy(
        "UPDATE dbo.Member SET Born = '2010-05-17'", "UPDATE dbo.Member SET ClubId = 1");
    String constant = MANIFEST.replace("share: Share", "share: Share, kind: { constant: x }");

    assertThat(of(profile(constant), "member").repeated()).isEmpty();
  }

  @Test
  void whatIsInLowerCaseRepeatsWhateverItsCase() {
    district.legacy(
        "UPDATE dbo.Member SET Badge = 'ab1' WHERE Id = 1",
        "UPDATE dbo.Member SET Badge = 'AB1' WHERE Id = 2");

    assertThat(of(profile(MANIFEST.replace("upper", "lower")), "member").repeated()).hasSize(1);
    assertThat(of(profile(MANIFEST.replace("upper", "trim-right")), "member").repeated()).isEmpty();
  }

  @Test
  void theNarrowestTargetOfATextIsTheOneThatCounts() {
    SERVICE.execute("ALTER TABLE members ADD COLUMN short varchar(2)");
    district.legacy("UPDATE dbo.Member SET Badge = 'abc' WHERE Id = 1");
    String twice = MANIFEST.replace("share: Share", "share: Share, short: Badge");

    ColumnStatistics badge = column(profile(twice), "Badge");

    assertThat(badge.targetLength()).isEqualTo(2);
    assertThat(badge.tooLong()).isEqualTo(1);
  }

  @Test
  void rowsWithoutTheirParentAreCountedByLegacy() {
    district.legacy("UPDATE dbo.Member SET ClubId = 99 WHERE Id IN (7, 8)");
    String noClubFive = MANIFEST.replace("dbo.Club, key: Id", "dbo.Club, key: Id, where: Id < 5");

    assertThat(of(profile(MANIFEST), "member").orphaned())
        .containsExactly(new OrphanedReference(List.of("ClubId"), "club", 2));
    assertThat(of(profile(noClubFive), "member").orphaned())
        .containsExactly(new OrphanedReference(List.of("ClubId"), "club", 6));
  }

  @Test
  void valuesThatAreNotMappedAreRefusedAsARunRefusesThem() {
    assertThat(of(profile(), "pupil").refusals())
        .containsExactly(new Refusal("status", "UNKNOWN_VALUE", 2));
    assertThat(of(profile(), "pupil").refused()).isEqualTo(2);
  }

  @Test
  void aProfileWritesNothing() {
    List<String> before = district.small.everything();

    profile();

    assertThat(district.small.everything()).isEqualTo(before);
    assertThat(district.small.hasLedger()).isFalse();
  }

  @Test
  void theReportKeepsItsSchema() throws IOException {
    district.legacy("UPDATE dbo.Member SET ClubId = 99, Badge = 'AB' WHERE Id IN (7, 8)");
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream schema = ProfileJson.class.getResourceAsStream("profile.schema.json")) {
      JsonNode report = mapper.readTree(new ProfileJson().of(profile()));

      assertThat(
              JsonSchemaFactory.getInstance(VersionFlag.V202012)
                  .getSchema(mapper.readTree(schema))
                  .validate(report))
          .isEmpty();
      assertThat(report.findValuesAsText("parent")).containsExactly("club");
    }
  }

  private ProfileReport profile() {
    return profile(MANIFEST);
  }

  private ProfileReport profile(String manifest) {
    try (Migration migration = district.migration(manifest, directory).open()) {
      return migration.profile(Selection.ALL, new RunListener() {});
    }
  }

  private ColumnStatistics column(String name) {
    return column(profile(), name);
  }

  private static ColumnStatistics column(ProfileReport report, String name) {
    Optional<ColumnStatistics> found =
        of(report, "member").columns().stream().filter(c -> c.column().equals(name)).findFirst();
    return found.orElseThrow();
  }

  private static EntityProfile of(ProfileReport report, String entity) {
    return report.entities().stream()
        .filter(one -> one.entity().equals(entity))
        .findFirst()
        .orElseThrow();
  }
}
