package io.tributary.copy;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.tributary.batch.Reason;
import io.tributary.batch.RowRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An enum from its label, spelt exactly so. */
final class EnumEncoder implements ValueEncoder {

  private final Map<String, byte[]> labels;

  EnumEncoder(List<String> labels) {
    this.labels =
        labels.stream()
            .collect(toUnmodifiableMap(label -> label, l -> l.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void encode(Object value, CopyBuffer out) {
    if (!(value instanceof String label)) {
      throw ValueEncoder.wrongClass("enum", value);
    }
    byte[] bytes = labels.get(label);
    if (bytes == null) {
      throw new RowRefusedException(Reason.UNKNOWN_VALUE, "no label of the enum");
    }
    out.putInt(bytes.length);
    out.putBytes(bytes, 0, bytes.length);
  }
}
