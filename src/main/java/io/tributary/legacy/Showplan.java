package io.tributary.legacy;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
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

/** SQL Server's document of estimated plans, one a statement. */
final class Showplan {

  private static final String NAMESPACE = "http://schemas.microsoft.com/sqlserver/2004/07/showplan";
  private static final Set<String> CALLED = Set.of("UDF", "StoredProc");

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
      return new Showplan(
          elements(parsed.getElementsByTagNameNS(NAMESPACE, "QueryPlan"))
              .filter(Showplan::isOfStatement)
              .toList());
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
    return new PagePlan(parents, true).costs(plans.get(statement));
  }

  /** What a page behind a key costs; parameters as for the first page. */
  List<PlanCost> costsBehindKey(int statement, Set<LegacyTable.Name> parents) {
    return new PagePlan(parents, false).costs(plans.get(statement));
  }

  /** A function or procedure that a statement calls has plans of its own inside the statement's. */
  private static boolean isOfStatement(Element plan) {
    for (Node above = plan.getParentNode(); above != null; above = above.getParentNode()) {
      if (above instanceof Element element && CALLED.contains(element.getLocalName())) {
        return false;
      }
    }
    return true;
  }

  /** The elements of that name below one. */
  static Stream<Element> below(Element element, String name) {
    return elements(element.getElementsByTagNameNS(NAMESPACE, name));
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
        .map(Element.class::cast);
  }
}
