package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationRulesTest {

  @TempDir Path folder;

  @Test
  void aManifestThatSaysNothingIsValidatedEveryNight() {
    assertThat(ManifestFiles.load(folder, GOOD).validation()).isEqualTo(ValidationRules.DEFAULT);
  }

  @Test
  void aManifestSaysWhenAndHowMuch() {
    assertThat(rules("{ schedule: \"0 30 1 ? * SUN\", zone: America/Chicago, full: true }"))
        .isEqualTo(
            new ValidationRules(
                Optional.of("0 30 1 ? * SUN"),
                Optional.of(ValidationRules.NIGHTLY_DRIFT),
                Optional.of(ZoneId.of("America/Chicago")),
                true,
                ValidationRules.SAMPLE));
    assertThat(rules("{ schedule: never, drift: never, sample: 50 }"))
        .isEqualTo(
            new ValidationRules(Optional.empty(), Optional.empty(), Optional.empty(), false, 50));
    assertThat(rules("{ drift: \"0 0 3 * * ?\" }").drift()).contains("0 0 3 * * ?");
  }

  @Test
  void aScheduleThatIsNoneIsRefusedWithAnExample() {
    assertThat(ManifestFiles.problems(folder, with("{ schedule: \"0 2 * * *\" }")))
        .extracting(problem -> problem.toString())
        .anySatisfy(text -> assertThat(text).contains("is not a cron expression", "0 0 2 * * ?"));
    assertThat(ManifestFiles.problems(folder, with("{ drift: nightly }")))
        .extracting(problem -> problem.toString())
        .anySatisfy(text -> assertThat(text).contains("'nightly' is not a cron expression"));
  }

  private ValidationRules rules(String text) {
    return ManifestFiles.load(folder, with(text)).validation();
  }

  private static String with(String validation) {
    return edit(GOOD, "phases:", "validation: " + validation + "\nphases:");
  }
}
