package io.tributary.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

final class Report {
  Report(Map<BenchCase, List<Measured>> results, Map<String, String> settings, String legacy, int rounds) {}
  void writeTo(Path out) {}
  String markdown() { return ""; }
}
