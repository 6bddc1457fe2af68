package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets show in no record's text and in no message, whatever else is wrong. */
class SecrecyTest {

  private static final String SECRET = "hunter2";

  @TempDir Path folder;

  @Test
  void aManifestCanBeLoggedWithoutItsSecrets() {
    String text = edit(GOOD, "    schema: student", "    password: \"{{env:PASSWORD}}\"");

    Manifest manifest = ManifestFiles.load(folder, text);

    assertThat(manifest.service("students").connection().password().orElseThrow().reveal())
        .isEqualTo(SECRET);
    assertThat(manifest.toString()).doesNotContain(SECRET).doesNotContain("s3cret-of-uuids");
  }

  @Test
  void aSecretOfTheDriverComesFromAPlaceholderAndIsNotShown() {
    String text =
        edit(
            GOOD,
            "    schema: student",
            "    properties: { sslpassword: \"{{env:PASSWORD}}\", ApplicationName: x }");

    Manifest manifest = ManifestFiles.load(folder, text);

    assertThat(manifest.service("students").connection().properties())
        .containsEntry("sslpassword", SECRET)
        .containsEntry("ApplicationName", "x");
    assertThat(manifest.toString()).doesNotContain(SECRET).contains("sslpassword");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    properties: { trustStorePassword: hunter2 }",
        "    password: hunter2",
        "    password: \"{{env:UNSET:hunter2}}\"",
        "    password: \"x{{env:PASSWORD}}\"",
        "    password: [ hunter2 ]",
        "    properties: { password: hunter2 }",
        "    password: \"{{env:PASSWORD}}\"\n    schema: 5",
        "    password: \"{{env:PASSWORD}}\"\n    password: hunter2",
        "    passwrd: hunter2"
      })
  void aMessageShowsNoPassword(String broken) {
    Throwable thrown =
        catchThrowable(() -> ManifestFiles.load(folder, edit(GOOD, "    schema: student", broken)));

    assertThat(thrown).isNotNull();
    assertThat(thrown.getMessage()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/db?password=hunter2",
        "jdbc:postgresql://me:hunter2@localhost/db",
        "jdbc:sqlserver://host;user=me;Password=hunter2",
        "jdbc:sqlserver://host;pwd=hunter2",
        "jdbc:sqlserver://host;accessToken=hunter2",
        "hunter2"
      })
  void aUrlFromTheEnvironmentIsRefusedWithoutBeingShown(String url) {
    String text = edit(GOOD, "\"jdbc:postgresql://localhost/students\"", "\"{{env:URL}}\"");
    Path file = ManifestFiles.write(folder, "m.yaml", text);
    Placeholders placeholders = Placeholders.with(Map.of("SECRET", "s", "URL", url));

    Throwable thrown = catchThrowable(() -> new ManifestLoader(placeholders).load(file));

    assertThat(thrown).isNotNull();
    assertThat(thrown.getMessage()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlserver://host;databaseName=db;user=me;integratedSecurity=true",
        "jdbc:postgresql://[::1]:5432/db?user=me@home",
        "jdbc:h2:file:/data/a;MODE=MSSQLServer;DATABASE_TO_UPPER=FALSE"
      })
  void aUrlWithoutPasswordIsTaken(String url) {
    String text = edit(GOOD, "\"jdbc:h2:mem:a\"", "\"" + url + "\"");

    assertThat(ManifestFiles.load(folder, text).tenants().get(0).legacy().url()).isEqualTo(url);
  }

  @Test
  void placeholdersShowTheirNamesOnly() {
    assertThat(Placeholders.with(Map.of("PASSWORD", SECRET)).toString())
        .contains("PASSWORD")
        .doesNotContain(SECRET);
  }
}
