package io.tributary.report;

import io.tributary.validate.Counts;
import io.tributary.validate.EntityFindings;
import io.tributary.validate.ValidationReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Districts by entities. Where the districts fit beside each other, a grid with a cell for each
 * pair; else a line an entity and a line a district, each of which names what is not proven, so
 * that the cells that are left out are all proven.
 *
 * @param districts a line each; {@code whole} tells whether there is a cell for each pair
 */
record GridView(
    boolean whole,
    List<String> columns,
    Folded<Row> rows,
    Folded<SumLine> entities,
    Folded<SumLine> districts) {

  /** As many columns as a page holds in print. */
  private static final int MOST_COLUMNS = 8;

  /** One entity in every district. */
  record Row(String entity, String service, boolean clean, List<Cell> cells) {}

  /** One entity in one district. */
  record Cell(String district, Mark mark, String rows, String differences) {}

  /**
   * Lines, of which the clean ones are folded away where there are many.
   *
   * @param open what is in sight
   * @param folded what is folded away
   */
  record Folded<T>(List<T> open, List<T> folded) {

    private static final int MOST_OPEN = 40;

    static <T> Folded<T> of(List<T> all, java.util.function.Predicate<T> clean) {
      if (all.size() <= MOST_OPEN) {
        return new Folded<>(all, List.of());
      }
      return new Folded<>(
          all.stream().filter(clean.negate()).toList(), all.stream().filter(clean).toList());
    }

    boolean anyOpen() {
      return !open.isEmpty();
    }

    boolean anyFolded() {
      return !folded.isEmpty();
    }

    String foldedEntities() {
      return Words.count(folded.size(), "entity that is", "entities that are")
          + " proven in every district";
    }

    String foldedDistricts() {
      return Words.count(folded.size(), "district", "districts")
          + " in which every entity is proven";
    }
  }

  static GridView of(ValidationReport report) {
    Map<String, List<EntityFindings>> byEntity = group(report, EntityFindings::entity);
    Map<String, List<EntityFindings>> byDistrict = group(report, EntityFindings::tenant);
    List<String> districts = List.copyOf(byDistrict.keySet());
    boolean whole = districts.size() <= MOST_COLUMNS;
    List<Row> rows =
        whole
            ? byEntity.values().stream().map(findings -> row(findings, districts)).toList()
            : List.of();
    return new GridView(
        whole,
        districts,
        Folded.of(rows, Row::clean),
        Folded.of(lines(byEntity, EntityFindings::tenant), SumLine::clean),
        Folded.of(lines(byDistrict, EntityFindings::entity), SumLine::clean));
  }

  static Map<String, List<EntityFindings>> group(
      ValidationReport report, Function<EntityFindings, String> key) {
    Map<String, List<EntityFindings>> groups = new LinkedHashMap<>();
    report
        .entities()
        .forEach(one -> groups.computeIfAbsent(key.apply(one), name -> new ArrayList<>()).add(one));
    return groups;
  }

  static List<SumLine> lines(
      Map<String, List<EntityFindings>> groups, Function<EntityFindings, String> names) {
    return groups.entrySet().stream()
        .map(group -> SumLine.of(group.getKey(), group.getValue(), names))
        .toList();
  }

  private static Row row(List<EntityFindings> findings, List<String> districts) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    findings.forEach(one -> cells.put(one.tenant(), cell(one)));
    return new Row(
        findings.get(0).entity(),
        findings.get(0).service(),
        SumLine.of("", findings, EntityFindings::tenant).clean(),
        districts.stream().map(name -> cells.getOrDefault(name, notAsked(name))).toList());
  }

  private static Cell cell(EntityFindings findings) {
    long differences = findings.differenceCount();
    return new Cell(
        findings.tenant(),
        Mark.of(findings.verdict()),
        findings.counts().map(Counts::legacy).map(n -> Words.count(n, "row", "rows")).orElse(""),
        differences == 0 ? "" : Words.count(differences, "difference", "differences"));
  }

  private static Cell notAsked(String district) {
    return new Cell(district, new Mark("none", "–", "not asked for"), "", "");
  }
}
