package io.tributary.report;

import io.tributary.validate.DeadLetterCount;
import io.tributary.validate.ValidationReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows that are not in the target for the same reason, the most frequent first. */
record LetterView(
    String reason,
    String code,
    String entity,
    String column,
    String status,
    String count,
    Capped<String> districts) {

  private static final int MOST = 200;
  private static final int MOST_DISTRICTS = 10;

  private record Key(String reason, String entity, String column, String status) {}

  static Capped<LetterView> of(ValidationReport report) {
    Map<Key, List<DeadLetterCount>> groups = new LinkedHashMap<>();
    for (DeadLetterCount one : report.deadLetters()) {
      Key key = new Key(one.reason(), one.entity(), one.column().orElse(""), one.status());
      groups.computeIfAbsent(key, any -> new ArrayList<>()).add(one);
    }
    List<Map.Entry<Key, List<DeadLetterCount>>> frequentFirst = new ArrayList<>(groups.entrySet());
    frequentFirst.sort((a, b) -> Long.compare(sum(b.getValue()), sum(a.getValue())));
    return Capped.of(frequentFirst, MOST, group -> view(group.getKey(), group.getValue()));
  }

  static long sum(List<DeadLetterCount> counts) {
    return counts.stream().mapToLong(DeadLetterCount::count).sum();
  }

  private static LetterView view(Key key, List<DeadLetterCount> counts) {
    return new LetterView(
        Words.plain(key.reason()),
        key.reason(),
        key.entity(),
        key.column(),
        key.status(),
        Words.number(sum(counts)),
        Capped.of(
            counts, MOST_DISTRICTS, one -> one.tenant() + " (" + Words.number(one.count()) + ")"));
  }
}
