package io.tributary.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Whatever a legacy name holds, in YAML it is that name and nothing else. */
class YamlTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Student",
        "null",
        "~",
        "yes",
        "007",
        "0x1F",
        "1e3",
        ".inf",
        "2020-01-01",
        "- x",
        "a: b",
        "a #b",
        "{ a: 1 }",
        "[x]",
        "]]",
        "\"quoted\"",
        "O'Brien",
        "line\n  entities: {}",
        "tab\tand\\back",
        "\u0085\u2028\u2029",
        "!tag &anchor *alias",
        "%YAML 1.2",
        "---",
        "生徒 \uD83D\uDE00",
        " blanks ",
        "<<"
      })
  void aNameStaysThatName(String name) {
    assertReadsBack(name);
  }

  @Property(tries = 300)
  void soDoesAnyOther(
      @ForAll @StringLength(min = 1, max = 30) @CharRange(from = '\u0001', to = '\u3000')
          String name) {
    assertReadsBack(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\nb", "a\r\nb", "a\u2028b", "a\u0085b", "a\u202Eb", "a\uFEFFb", "a\u0000b"})
  void aCommentStaysOnItsLineAndReadsAsItIs(String text) {
    assertThat(PlainText.of(text)).matches("a(\\\\u\\{[0-9a-f]+})+b");
  }

  private static void assertReadsBack(String name) {
    String flow = "{ a: " + YamlText.scalar(name) + ", b: [ " + YamlText.scalar(name) + ", 1 ] }";
    Object read = new Load(LoadSettings.builder().build()).loadFromString(flow);

    assertThat(read).isEqualTo(Map.of("a", name, "b", List.of(name, 1)));
    assertThat(YamlText.scalar(name)).doesNotContain("\n");
  }
}
