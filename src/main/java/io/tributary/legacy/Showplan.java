package io.tributary.legacy;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * SQL Server's document of an estimated plan. A plan is a tree of operators ({@code RelOp}), each
 * with the operators that it takes its rows from.
 *
 * <p>A page is cheap if an index gives its rows in order: then nothing is sorted, the first page
 * reads that index from its beginning until it has enough (an ordered scan under TOP), and every
 * other page seeks its first row.
 */
final class Showplan {

  private static final String NAMESPACE = "http://schemas.microsoft.com/sqlserver/2004/07/showplan";
  private static final Set<String> SCANS =
      Set.of("Table Scan", "Clustered Index Scan", "Index Scan", "Columnstore Index Scan");

  private final List<Element> plans;

  private Showplan(List<Element> plans) {
    this.plans = plans;
  }

  /**
   * Reads a document. It comes from a server that the manifest names, and is nevertheless read as a
   * stranger's: nothing outside of it is opened.
   *
   * @throws SAXException if it is no such document
   */
  static Showplan parse(String document) throws SAXException {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      factory.setNamespaceAware(true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Strict());
      Document parsed = builder.parse(new InputSource(new StringReader(document)));
      return new Showplan(elements(parsed.getElementsByTagNameNS(NAMESPACE, "QueryPlan")).toList());
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's own XML parser lacks a safeguard", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parser would print otherwise. */
  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {
      // What it warns of does not make the document another one.
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }

  /** How many statements have a plan. */
  int statements() {
    return plans.size();
  }

  /**
   * What the first page costs.
   *
   * @param statement from 0
   * @param parents tables that are joined, and read as the server likes
   */
  List<PlanCost> costsOfFirstPage(int statement, Set<LegacyTable.Name> parents) {
    return costs(plans.get(statement), parents, true);
  }

  /** What a page behind a key costs; parameters as for the first page. */
  List<PlanCost> costsBehindKey(int statement, Set<LegacyTable.Name> parents) {
    return costs(plans.get(statement), parents, false);
  }

  private static List<PlanCost> costs(
      Element plan, Set<LegacyTable.Name> parents, boolean mayBegin) {
    List<PlanCost> costs = new ArrayList<>();
    operators(plan)
        .forEach(
            operator ->
                visit(
                    operator,
                    false,
                    (scan, underTop) -> {
                      if (!(mayBegin && underTop && isOrdered(scan))) {
                        scan(scan, parents).ifPresent(costs::add);
                      }
                    },
                    costs::add));
    elements(plan.getElementsByTagNameNS(NAMESPACE, "PlanAffectingConvert"))
        .filter(warning -> warning.getAttribute("ConvertIssue").equals("Seek Plan"))
        .map(warning -> PlanCost.conversion(warning.getAttribute("Expression")))
        .forEach(costs::add);
    return costs;
  }

  @FunctionalInterface
  private interface ScanTaker {
    void take(Element scan, boolean underTop);
  }

  private static void visit(
      Element operator, boolean underTop, ScanTaker scans, Consumer<PlanCost> sorts) {
    String does = operator.getAttribute("PhysicalOp");
    if (SCANS.contains(does)) {
      scans.take(operator, underTop);
    } else if (does.equals("Sort")) {
      // A sort that is cut off by TOP reads no fewer rows for that.
      operators(operator).map(input -> PlanCost.sort(number(input, "EstimateRows"))).forEach(sorts);
    }
    boolean below = underTop || does.equals("Top");
    operators(operator).forEach(input -> visit(input, below, scans, sorts));
  }

  private static Optional<PlanCost> scan(Element operator, Set<LegacyTable.Name> parents) {
    Optional<Element> object =
        elements(operator.getElementsByTagNameNS(NAMESPACE, "Object")).findFirst();
    Optional<LegacyTable.Name> table =
        object.map(o -> new LegacyTable.Name(name(o, "Schema"), name(o, "Table")));
    boolean ofParent =
        table.filter(parents::contains).isPresent()
            || object.filter(o -> name(o, "Alias").matches("r\\d+")).isPresent();
    return ofParent
        ? Optional.empty()
        : Optional.of(
            PlanCost.scan(
                table.map(name -> name.schema() + "." + name.table()).orElse("a table"),
                operator.getAttribute("PhysicalOp"),
                number(operator, "TableCardinality")));
  }

  private static boolean isOrdered(Element scan) {
    return elements(scan.getElementsByTagNameNS(NAMESPACE, "IndexScan"))
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

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
        .map(Element.class::cast);
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
