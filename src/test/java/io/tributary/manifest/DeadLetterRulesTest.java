package io.tributary.manifest;

import static io.tributary.manifest.ManifestFiles.GOOD;
import static io.tributary.manifest.ManifestFiles.edit;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterRulesTest {

  @TempDir Path folder;

  @Test
  void aManifestThatSaysNothingKeepsRowsAndAllowsAFifth() {
    assertThat(rules(GOOD)).isEqualTo(DeadLetterRules.DEFAULT);
  }

  @Test
  void anEntityOverridesTheCapsItNames() {
    String text =
        edit(
            edit(GOOD, "phases:", "deadLetters: { payload: mask, maxRows: 7 }\nphases:"),
            "phase: 2",
            "phase: 2\n    deadLetters: { maxShare: 2.5% }");

    DeadLetterRules rules = rules(text);

    assertThat(rules.payload()).isEqualTo(DeadLetterRules.Payload.MASK);
    assertThat(rules.caps("school"))
        .isEqualTo(new DeadLetterRules.Caps(OptionalLong.of(7), BigDecimal.valueOf(20)));
    assertThat(rules.caps("student"))
        .isEqualTo(new DeadLetterRules.Caps(OptionalLong.of(7), new BigDecimal("2.5")));
  }

  private DeadLetterRules rules(String text) {
    return ManifestFiles.load(folder, text).deadLetters();
  }
}
