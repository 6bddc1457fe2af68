package io.tributary.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tributary.fault.Problem;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tenants in a CSV file beside the manifest. */
class TenantCsvTest {

  private static final String ID = "0b9f3c1e-5a47-4d0e-9c1b-2f6d8e7a1b2";
  private static final String A = ID + "a,district-a,UTC,jdbc:h2:mem:a\n";

  @TempDir Path folder;

  @Test
  void rowsBecomeTenantsWithTheLinesOfTheCsvFile() {
    Manifest manifest =
        load(
            """
            \uFEFFname,id, zone ,url,user,password

            district-a,%1$sa,America/New_York,"jdbc:h2:mem:{{env:SECRET}}",reader,{{env:PASSWORD}}
            "district-b",%1$sb,UTC,jdbc:h2:mem:b,,
            """
                .formatted(ID));

    assertThat(manifest.tenants())
        .extracting(Tenant::name)
        .containsExactly("district-a", "district-b");
    Tenant first = manifest.tenants().get(0);
    assertThat(first.zone()).isEqualTo(ZoneId.of("America/New_York"));
    assertThat(first.at()).isEqualTo(new SourcePosition(csv(), 3, 1, ""));
    assertThat(first.legacy().url()).isEqualTo("jdbc:h2:mem:s3cret-of-uuids");
    assertThat(first.legacy().user()).contains("reader");
    assertThat(first.legacy().password().map(Secret::reveal)).contains("hunter2");
    assertThat(manifest.tenants().get(1).at().line()).isEqualTo(4);
  }

  @Test
  void emptyCellsTakeTheDefaults() {
    ManifestFiles.write(
        folder, "districts.csv", "id,name,zone,url,user,password\n" + A.strip() + ",,\n");

    Manifest manifest =
        ManifestFiles.load(
            folder,
            manifest() + "defaults: { legacy: { user: all, password: \"{{env:PASSWORD}}\" } }\n");

    assertThat(manifest.tenants().get(0).legacy().user()).contains("all");
    assertThat(manifest.tenants().get(0).legacy().password())
        .isEqualTo(Optional.of(new Secret("hunter2")));
  }

  @Test
  void theNameOfTheFileMayBeAPlaceholder() {
    ManifestFiles.write(folder, "hunter2.csv", "id,name,zone,url\n" + A);

    Manifest manifest =
        ManifestFiles.load(
            folder, ManifestFiles.edit(manifest(), "districts.csv", "\"{{env:PASSWORD}}.csv\""));

    assertThat(manifest.tenants()).hasSize(1);
  }

  @ParameterizedTest(name = "{1} at {2}")
  @MethodSource("brokenFiles")
  void aMistakeIsShownAtItsLineOfTheCsvFile(
      String text, ManifestCode code, int line, String message) {
    ManifestFiles.write(folder, "districts.csv", text);

    List<Problem> problems = ManifestFiles.problems(folder, manifest());

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).code()).isEqualTo(code);
    assertThat(problems.get(0).message()).contains(message);
    assertThat(problems.get(0).where()).startsWith(csv() + ":" + line + ":1");
  }

  static Stream<Arguments> brokenFiles() {
    String header = "id,name,zone,url\n";
    String withLogin = "id,name,zone,url,user,password\n";
    return Stream.of(
        arguments("", ManifestCode.CSV_MALFORMED, 1, "the file is empty"),
        arguments(header, ManifestCode.CSV_MALFORMED, 1, "the file has no tenants"),
        arguments("id,name,url\n", ManifestCode.CSV_MALFORMED, 1, "the column 'zone' is missing"),
        arguments(
            "id,name,zone,url,colour\n", ManifestCode.CSV_MALFORMED, 1, "'colour' is not known"),
        arguments("id,name,zone,url,url\n", ManifestCode.CSV_MALFORMED, 1, "'url' is there twice"),
        arguments(
            header + A + "x,y\n",
            ManifestCode.CSV_MALFORMED,
            3,
            "has 2 cells, but the header has 4"),
        arguments(header + A + "\"x\ny\n", ManifestCode.CSV_MALFORMED, 3, "a quote is not closed"),
        arguments(header + A + "\"x\"y,b,c,d\n", ManifestCode.CSV_MALFORMED, 3, "followed by more"),
        arguments(
            header + A + "x,y", ManifestCode.CSV_MALFORMED, 3, "has 2 cells, but the header has 4"),
        arguments(
            header + A + ID + "b,,UTC,jdbc:h2:mem:b\n",
            ManifestCode.MISSING_KEY,
            3,
            "'name' is missing"),
        arguments(
            header + A + ID + "b,b,Nowhere,jdbc:h2:mem:b\n",
            ManifestCode.BAD_ZONE,
            3,
            "'Nowhere' is not known"),
        arguments(
            header + A + "\n" + ID + "b,district-a,UTC,jdbc:h2:mem:b\n",
            ManifestCode.TENANT_TWICE,
            4,
            "'district-a' is also that of the tenant at line 2"),
        arguments(
            withLogin + ID + "b,b,UTC,jdbc:h2:mem:b,me,in-the-open\n",
            ManifestCode.SECRET_INLINE,
            2,
            "must come from a placeholder"),
        arguments(
            withLogin + ID + "b,\"b\nb\",UTC,jdbc:h2:mem:b,me,\n",
            ManifestCode.BAD_VALUE,
            2,
            "does not have the right form"));
  }

  @Test
  void problemsOfTheCsvFileComeAfterThoseOfTheManifest() {
    ManifestFiles.write(folder, "districts.csv", "id,name,zone,url\n" + A.replace("UTC", "X"));

    List<Problem> problems = ManifestFiles.problems(folder, manifest() + "colour: red\n");

    assertThat(problems)
        .extracting(Problem::code)
        .containsExactly(ManifestCode.UNKNOWN_KEY, ManifestCode.BAD_ZONE);
  }

  @Test
  void aBrokenCsvFileHidesNoProblemOfTheManifest() {
    ManifestFiles.write(folder, "districts.csv", "id\n");

    List<Problem> problems =
        ManifestFiles.problems(folder, ManifestFiles.edit(manifest(), "ref: grade", "ref: grad"));

    assertThat(problems)
        .extracting(Problem::code, Problem::message)
        .contains(tuple(ManifestCode.UNKNOWN_ENTITY, "there is no entity 'grad'"));
  }

  private Manifest load(String csv) {
    ManifestFiles.write(folder, "districts.csv", csv);
    return ManifestFiles.load(folder, manifest());
  }

  private static String manifest() {
    String good = ManifestFiles.GOOD;
    int from = good.indexOf("tenants:");
    int to = good.indexOf("services:");
    return good.substring(0, from) + "tenants: { file: districts.csv }\n" + good.substring(to);
  }

  private String csv() {
    return folder.resolve("districts.csv").toString();
  }
}
