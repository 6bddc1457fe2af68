package io.tributary.legacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/**
 * What a page costs beyond its own rows, read out of its plan: a tree of operators ({@code RelOp}),
 * each with the operators that it takes its rows from.
 *
 * <p>A page is cheap if an index gives its rows in order: then nothing is sorted, the first page
 * reads that index from its beginning until it has enough (an ordered scan under TOP), and every
 * other page seeks its first row.
 */
final class PagePlan {

  private static final Set<String> SCANS =
      Set.of("Table Scan", "Clustered Index Scan", "Index Scan", "Columnstore Index Scan");

  /** What is called so has no column of the table's: it finds the parts of a partitioned table. */
  private static final Pattern PARTITION_NUMBER = Pattern.compile("PtnId\\d+");

  /** As {@link SqlParts} calls parents. */
  private static final Pattern PARENT_ALIAS = Pattern.compile("r\\d+");

  private static final Pattern PARENT_COLUMN = Pattern.compile("\\[r\\d+\\]\\.");

  private final Set<LegacyTable.Name> parents;
  private final boolean mayBegin;
  private final List<PlanCost> costs = new ArrayList<>();

  /**
   * For one page.
   *
   * @param parents tables that are joined, and read as the server likes
   * @param mayBegin whether it is the first page, which begins where the index does
   */
  PagePlan(Set<LegacyTable.Name> parents, boolean mayBegin) {
    this.parents = parents;
    this.mayBegin = mayBegin;
  }

  /** The costs of a statement's {@code QueryPlan}. */
  List<PlanCost> costs(Element plan) {
    operators(plan).forEach(operator -> visit(operator, false));
    Showplan.below(plan, "PlanAffectingConvert")
        .filter(warning -> warning.getAttribute("ConvertIssue").equals("Seek Plan"))
        .map(warning -> warning.getAttribute("Expression"))
        .filter(expression -> !PARENT_COLUMN.matcher(expression).find())
        .map(PlanCost::conversion)
        .forEach(costs::add);
    return List.copyOf(costs);
  }

  /**
   * An operator and all below it.
   *
   * @param endsEarly whether it is asked for no more rows than the page wants
   */
  private void visit(Element operator, boolean endsEarly) {
    String does = operator.getAttribute("PhysicalOp");
    if (SCANS.contains(does) || seeksPartitionsOnly(operator)) {
      boolean begins = mayBegin && endsEarly && isOrdered(operator);
      if (!begins && !isOfParents(operator)) {
        costs.add(scan(operator));
      }
    } else if (does.equals("Sort") && !isOfParents(operator)) {
      // A sort that is cut off by TOP reads no fewer rows for that.
      operators(operator)
          .map(input -> PlanCost.sort(number(input, "EstimateRows")))
          .forEach(costs::add);
    }
    boolean below = (endsEarly || does.equals("Top")) && !takesAllFirst(operator);
    List<Element> inputs = operators(operator).toList();
    for (int i = 0; i < inputs.size(); i++) {
      // The inner side of nested loops begins anew for each row of the outer.
      visit(inputs.get(i), below && !(i > 0 && does.equals("Nested Loops")));
    }
  }

  private static boolean takesAllFirst(Element operator) {
    String does = operator.getAttribute("PhysicalOp");
    return does.equals("Sort")
        || does.equals("Hash Match")
        || operator.getAttribute("LogicalOp").equals("Eager Spool");
  }

  /** An index of a partitioned table is sought by the partition, and may be read whole in each. */
  private static boolean seeksPartitionsOnly(Element operator) {
    if (!operator.getAttribute("PhysicalOp").endsWith("Index Seek")) {
      return false;
    }
    List<String> columns =
        Showplan.below(operator, "SeekPredicates")
            .flatMap(seek -> Showplan.below(seek, "RangeColumns"))
            .flatMap(range -> Showplan.below(range, "ColumnReference"))
            .map(column -> column.getAttribute("Column"))
            .toList();
    return !columns.isEmpty()
        && columns.stream().allMatch(column -> PARTITION_NUMBER.matcher(column).matches());
  }

  private static PlanCost scan(Element operator) {
    String table =
        Showplan.below(operator, "Object")
            .findFirst()
            .map(object -> name(object, "Schema") + "." + name(object, "Table"))
            .orElse("a table");
    return PlanCost.scan(
        table, operator.getAttribute("PhysicalOp"), number(operator, "TableCardinality"));
  }

  /** Whether it has rows of joined parents and of nothing else. */
  private boolean isOfParents(Element operator) {
    List<Element> objects = Showplan.below(operator, "Object").toList();
    return !objects.isEmpty() && objects.stream().allMatch(this::isParent);
  }

  private boolean isParent(Element object) {
    return parents.contains(new LegacyTable.Name(name(object, "Schema"), name(object, "Table")))
        || PARENT_ALIAS.matcher(name(object, "Alias")).matches();
  }

  private static boolean isOrdered(Element scan) {
    return Showplan.below(scan, "IndexScan")
        .map(index -> index.getAttribute("Ordered"))
        .anyMatch(ordered -> ordered.equals("true") || ordered.equals("1"));
  }

  /** The operators next below an element, through whatever else stands between. */
  private static Stream<Element> operators(Element element) {
    return IntStream.range(0, element.getChildNodes().getLength())
        .mapToObj(element.getChildNodes()::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .flatMap(
            child -> child.getLocalName().equals("RelOp") ? Stream.of(child) : operators(child));
  }

  /** Names stand in brackets. */
  private static String name(Element element, String attribute) {
    String quoted = element.getAttribute(attribute);
    return quoted.startsWith("[") && quoted.endsWith("]")
        ? quoted.substring(1, quoted.length() - 1).replace("]]", "]")
        : quoted;
  }

  private static double number(Element element, String attribute) {
    String text = element.getAttribute(attribute);
    return text.isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }
}
