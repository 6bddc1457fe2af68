package io.tributary.mapping;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import io.tributary.manifest.ValueMap;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code values} step: replaces whole values by text. Its result is text, or NULL. */
final class ValueReplacement implements ValueStep.Plain {

  private final Map<String, String> values;
  private final ValueMap.Otherwise otherwise;

  ValueReplacement(ValueMap map) {
    this.values = Map.copyOf(map.values());
    this.otherwise = map.otherwise();
  }

  @Override
  public @Nullable Object apply(Object value) {
    String found = find(value);
    if (found != null) {
      return found;
    }
    if (otherwise instanceof ValueMap.Use use) {
      return use.value().orElse(null);
    }
    if (otherwise instanceof ValueMap.Keep) {
      return LegacyText.of(value);
    }
    throw new RowRefusedException(
        Reason.UNKNOWN_VALUE, "a value that is not listed in the value map");
  }

  private @Nullable String find(Object value) {
    String found = values.get(LegacyText.of(value));
    if (found != null || !(value instanceof Boolean || value instanceof BigDecimal)) {
      return found;
    }
    return values.entrySet().stream()
        .filter(entry -> LegacyText.matches(value, entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }
}
