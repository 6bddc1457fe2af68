package io.tributary.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How many times as fast one case is as another: the median over the rounds that they took in
 * turns.
 */
final class Ratios {

  private Ratios() {}

  /** The ratio of two cases' rates, round by round, the middle of them. */
  static double of(CaseResult fast, CaseResult slow) {
    int rounds = Math.min(fast.rounds().size(), slow.rounds().size());
    double[] ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ratios[i] = fast.rounds().get(i).rowsPerSecond() / slow.rounds().get(i).rowsPerSecond();
    }
    return CaseResult.median(ratios);
  }

  /** Of Tributary's cases to others of the same rows, by the words of the results. */
  static Map<String, Double> named(List<CaseResult> cases) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    Optional<CaseResult> loop = find(cases, c -> isOf(c, "BASE", "LOOP"));
    Optional<CaseResult> copy = find(cases, c -> isOf(c, "BASE", "COPY"));
    Optional<CaseResult> peer = find(cases, c -> isOf(c, "BASE", "SPRING_BATCH"));
    Optional<CaseResult> refresh = find(cases, c -> isOf(c, "BASE", "REFRESH"));
    Optional<CaseResult> validate = find(cases, c -> isOf(c, "BASE", "VALIDATE"));
    put(ratios, "tributary_vs_plain_loop", migration(cases, loop), loop);
    put(ratios, "tributary_vs_copy_ceiling", migration(cases, copy), copy);
    // The peer is so slow that it took its turns with fewer rows.
    put(ratios, "tributary_vs_spring_batch", migration(cases, loop), peer);
    put(ratios, "refresh_vs_migration", refresh, migration(cases, refresh));
    put(ratios, "full_compare_vs_migration", validate, migration(cases, validate));
    put(
        ratios,
        "split_vs_copy_ceiling",
        find(cases, c -> isOf(c, "SHAPES", "TRIBUTARY") && c.data().startsWith("split")),
        find(cases, c -> isOf(c, "SHAPES", "COPY") && c.data().startsWith("split")));
    linearity(cases).ifPresent(times -> ratios.put("linearity_5m_vs_1m", times));
    return ratios;
  }

  /** The migration of the rows that another case is about. */
  private static Optional<CaseResult> migration(
      List<CaseResult> cases, Optional<CaseResult> other) {
    return other.flatMap(
        one -> find(cases, c -> isOf(c, "BASE", "TRIBUTARY") && c.data().equals(one.data())));
  }

  /** How many times as long the case of five times the rows takes. */
  private static Optional<Double> linearity(List<CaseResult> cases) {
    List<CaseResult> volume =
        cases.stream()
            .filter(c -> isOf(c, "VOLUME", "TRIBUTARY"))
            .sorted((a, b) -> Long.compare(a.rows(), b.rows()))
            .toList();
    return volume.size() < 2
        ? Optional.empty()
        : Optional.of(volume.get(1).seconds().median() / volume.get(0).seconds().median());
  }

  private static boolean isOf(CaseResult one, String suite, String engine) {
    return one.suite().equals(suite) && one.engine().equals(engine);
  }

  private static Optional<CaseResult> find(List<CaseResult> cases, Predicate<CaseResult> which) {
    return cases.stream().filter(which).findFirst();
  }

  private static void put(
      Map<String, Double> ratios,
      String name,
      Optional<CaseResult> fast,
      Optional<CaseResult> slow) {
    if (fast.isPresent() && slow.isPresent()) {
      ratios.put(name, of(fast.get(), slow.get()));
    }
  }
}
