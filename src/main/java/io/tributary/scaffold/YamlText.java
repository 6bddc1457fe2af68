package io.tributary.scaffold;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;

/**
 * Scalars of a manifest. A simple word stands as it is; the YAML library writes any other text in
 * double quotes, in which every character has a form. Both can stand anywhere, also between braces.
 */
final class YamlText {

  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  /** Words that one or another version of YAML takes for something else than text. */
  private static final Set<String> NO_TEXT =
      Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setDefaultScalarStyle(ScalarStyle.DOUBLE_QUOTED)
          .setSplitLines(false)
          .build();

  private YamlText() {}

  /** A text of our own, in which placeholders are placeholders. */
  static String scalar(String text) {
    boolean word =
        WORD.matcher(text).matches() && !NO_TEXT.contains(text.toLowerCase(java.util.Locale.ROOT));
    return word ? text : new Dump(SETTINGS).dumpToString(text).stripTrailing();
  }

  /** A text of the legacy catalog: two braces in it begin no placeholder. */
  static String name(String text) {
    return scalar(text.replace("{{", "{{{{}}"));
  }

  /** One name, or a list of them. */
  static String names(List<String> names) {
    return names.size() == 1
        ? name(names.get(0))
        : names.stream().map(YamlText::name).collect(Collectors.joining(", ", "[ ", " ]"));
  }
}
