package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manifest may say, beyond the whole example. */
class ManifestLanguageTest {

  @TempDir Path folder;

  @Test
  void whatIsNotSaidHasItsDefault() {
    Manifest manifest = ManifestFiles.load(folder, edit(GOOD, "    schema: student\n", ""));

    assertThat(manifest.conventions())
        .isEqualTo(new Manifest.Conventions("id", "tenant_id", "legacy_id"));
    assertThat(manifest.service("students").schema()).isEqualTo("public");
    assertThat(manifest.service("students").connection().maxConnections()).isEqualTo(8);
    assertThat(manifest.tenants().get(0).legacy().maxConnections()).isEqualTo(4);
    assertThat(manifest.entity("student").identity()).isEqualTo("student");
    assertThat(manifest.entity("student").batch())
        .isEqualTo(new BatchSize(10_000, 16 * 1024 * 1024));
    assertThat(manifest.entity("student").legacy().schema()).isEqualTo("dbo");
    assertThat(manifest.entity("grade").load()).isEqualTo(LoadStyle.UPSERT);
  }

  @Test
  void indexesAreKeptUnlessTheManifestSaysRebuildForAllOrForOne() {
    String oneRebuilds = edit(GOOD, "phase: 2", "phase: 2\n    indexes: rebuild");
    String allButOne =
        edit(
            edit(GOOD, "phase: 2", "phase: 2\n    indexes: keep"),
            "name: northstar",
            "name: northstar\ndefaults: { indexes: rebuild }");

    assertThat(indexes(GOOD)).containsOnly(Indexes.KEEP);
    assertThat(indexes(oneRebuilds)).containsExactly(Indexes.KEEP, Indexes.KEEP, Indexes.REBUILD);
    assertThat(indexes(allButOne)).containsExactly(Indexes.REBUILD, Indexes.REBUILD, Indexes.KEEP);
  }

  private List<Indexes> indexes(String text) {
    Manifest manifest = ManifestFiles.load(folder, text);
    return List.of("grade", "school", "student").stream()
        .map(name -> manifest.entity(name).indexes())
        .toList();
  }

  @Test
  void partitionsMayBeCutIntoRangesUnlessTheManifestSaysOffForAllOrForOne() {
    String oneIsWhole = edit(GOOD, "phase: 2", "phase: 2\n    ranges: off");
    String allAreWhole =
        edit(GOOD, "name: northstar", "name: northstar\ndefaults: { ranges: off }");

    assertThat(ranges(GOOD)).containsOnly(Ranges.AUTO);
    assertThat(ranges(oneIsWhole)).containsExactly(Ranges.AUTO, Ranges.AUTO, Ranges.OFF);
    assertThat(ranges(allAreWhole)).containsOnly(Ranges.OFF);
  }

  @Test
  void costlyPlansAreToldUnlessTheManifestSaysOtherwiseForAllOrForOne() {
    String oneIsRefused = edit(GOOD, "phase: 2", "phase: 2\n    plan: refuse");
    String noneIsAsked =
        edit(GOOD, "name: northstar", "name: northstar\ndefaults: { plan: ignore }");

    assertThat(plans(GOOD)).containsOnly(PlanRule.WARN);
    assertThat(plans(oneIsRefused)).containsExactly(PlanRule.WARN, PlanRule.WARN, PlanRule.REFUSE);
    assertThat(plans(noneIsAsked)).containsOnly(PlanRule.IGNORE);
  }

  private List<PlanRule> plans(String text) {
    Manifest manifest = ManifestFiles.load(folder, text);
    return List.of("grade", "school", "student").stream()
        .map(name -> manifest.entity(name).plan())
        .toList();
  }

  private List<Ranges> ranges(String text) {
    Manifest manifest = ManifestFiles.load(folder, text);
    return List.of("grade", "school", "student").stream()
        .map(name -> manifest.entity(name).ranges())
        .toList();
  }

  @Test
  void columnsCanBeSharedByAliasAndMergeKey() {
    String text =
        edit(
            GOOD,
            "schools: { name: Name }",
            "schools: &common { name: Name, code: Code }\n      wards: { <<: *common, code: Nr }");

    List<TableMapping> tables = ManifestFiles.load(folder, text).entity("school").into();

    assertThat(tables.get(1).columns())
        .extracting(ColumnMapping::column, ColumnMapping::source)
        .containsExactlyInAnyOrder(
            tuple("name", new io.tributary.manifest.ValueSource.From("Name")),
            tuple("code", new io.tributary.manifest.ValueSource.From("Nr")));
  }

  @Test
  void severalEntitiesMayFillOneTable() {
    String text = edit(GOOD, "schools: { name: Name }", "grades: { name: Name }");

    assertThat(ManifestFiles.load(folder, text).entity("school").into().get(0).table())
        .isEqualTo("grades");
  }

  @Test
  void aSecretMayComeFromAFileBesideTheManifest() {
    ManifestFiles.write(folder, "secret.txt", "from a file \n");
    String text = edit(GOOD, "{{env:SECRET}}", "{{file:secret.txt}}");

    assertThat(ManifestFiles.load(folder, text).uuidSecret().reveal()).isEqualTo("from a file ");
  }

  @Test
  void namesGivenByTheCallerGoBeforeTheEnvironment() {
    String name = System.getenv().keySet().stream().findFirst().orElseThrow();

    assertThat(Placeholders.with(Map.of(name, "mine")).env(name)).contains("mine");
    assertThat(Placeholders.system().env(name)).isEqualTo(Optional.of(System.getenv(name)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "{{env:UNSET_NAME:a:b}} > a:b",
        "{{env:PASSWORD:other}} > hunter2",
        "x-{{env:PASSWORD}}-{{env:SECRET}} > x-hunter2-s3cret-of-uuids",
        "{plain} } > {plain} }"
      })
  void placeholdersStandAnywhereInAText(String written, String meant) {
    String text =
        edit(GOOD, "schools: { name: Name }", "schools: { a: { constant: '" + written + "' } }");

    assertThat(
            ManifestFiles.load(folder, text)
                .entity("school")
                .into()
                .get(0)
                .columns()
                .get(0)
                .source())
        .isEqualTo(new io.tributary.manifest.ValueSource.Constant(Optional.of(meant)));
  }

  @ParameterizedTest
  @CsvSource({"512, 512", "4KB, 4096", "3 MB, 3145728", "'\"{{env:SIZE:2MB}}\"', 2097152"})
  void sizesAreBytesOrHaveAUnit(String written, long bytes) {
    String text = edit(GOOD, "    ignore: [ RowVersion ]", "    batch: { bytes: " + written + " }");

    assertThat(ManifestFiles.load(folder, text).entity("student").batch().bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT Id, ROW_NUMBER() OVER (ORDER BY Id) AS n FROM A",
        "SELECT 'a; ORDER BY b' AS x FROM A -- ORDER BY",
        "select [ORDER BY] from A /* ; ORDER BY */",
        "(SELECT 1 AS Id) UNION (SELECT 2)",
        "SELECT \"order by\" FROM A WHERE x IN (SELECT TOP 1 y FROM B ORDER BY y)"
      })
  void queriesWithoutAnOrderOfTheirOwnAreTaken(String query) {
    assertThat(DerivedTable.objection(query)).isEmpty();
  }

  @Test
  void everyCodeHasANumberOfItsOwn() {
    assertThat(Arrays.stream(ManifestCode.values()).map(ManifestCode::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("TRB-01\\d\\d"));
    assertThat(Arrays.stream(ManifestCode.values()).map(ManifestCode::meaning))
        .doesNotHaveDuplicates();
  }
}
