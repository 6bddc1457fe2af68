package io.tributary.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is not the same on both sides, said so that a person sees what is wrong. */
final class Differences {

  private Differences() {}

  /**
   * Each key that one side has alone, or with another value.
   *
   * @param legacy what ought to be, by legacy key
   * @param dead the keys of legacy that must be missing in the target
   * @param target what is, by legacy key
   */
  static List<String> between(
      Map<String, @Nullable String> legacy,
      Set<String> dead,
      Map<String, @Nullable String> target) {
    List<String> differences = new ArrayList<>();
    legacy.forEach(
        (key, wanted) -> {
          if (dead.contains(key)) {
            return;
          }
          if (!target.containsKey(key)) {
            differences.add(key + " is lost");
          } else if (!Objects.equals(wanted, target.get(key))) {
            differences.add(key + " has <" + target.get(key) + ">, not <" + wanted + ">");
          }
        });
    for (String key : target.keySet()) {
      if (!legacy.containsKey(key) || dead.contains(key)) {
        differences.add(key + " ought not to be there");
      }
    }
    return differences;
  }
}
