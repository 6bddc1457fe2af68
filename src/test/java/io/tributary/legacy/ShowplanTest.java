package io.tributary.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/** What is read out of SQL Server's documents of its plans. */
class ShowplanTest {

  private static final Set<LegacyTable.Name> NO_PARENTS = Set.of();

  /** The whole clustered index, in its order or not. */
  private static final String SCAN =
      """
      <RelOp NodeId="2" PhysicalOp="%s" LogicalOp="%1$s" EstimateRows="10001" \
      TableCardinality="1.2e+006">
        <IndexScan Ordered="%s" ScanDirection="FORWARD">
          <Object Database="[oak]" Schema="[dbo]" Table="[%s]" Index="[PK]" Alias="[%s]" />
        </IndexScan>
      </RelOp>""";

  private static final String SEEK =
      """
      <RelOp NodeId="2" PhysicalOp="Clustered Index Seek" LogicalOp="Clustered Index Seek" \
      EstimateRows="10001" TableCardinality="1.2e+006">
        <IndexScan Ordered="1" ScanDirection="FORWARD">
          <Object Database="[oak]" Schema="[dbo]" Table="[Student]" Index="[PK]" Alias="[t]" />
          <SeekPredicates />
        </IndexScan>
      </RelOp>""";

  private static final String HEAP =
      """
      <RelOp NodeId="3" PhysicalOp="Table Scan" LogicalOp="Table Scan" EstimateRows="1.2e+006" \
      TableCardinality="1.2e+006">
        <TableScan Ordered="0">
          <Object Database="[oak]" Schema="[dbo]" Table="[Odd]]name]" Alias="[t]" />
        </TableScan>
      </RelOp>""";

  @Test
  void aFirstPageMayReadAnIndexInOrderUntilItHasEnough() throws SAXException {
    String ordered = SCAN.formatted("Clustered Index Scan", "1", "Student", "t");

    Showplan plan = plan(top(ordered), top(SEEK));

    assertThat(plan.statements()).isEqualTo(2);
    assertThat(plan.costsOfFirstPage(0, NO_PARENTS)).isEmpty();
    assertThat(plan.costsBehindKey(1, NO_PARENTS)).isEmpty();
  }

  @Test
  void anIndexThatIsReadInOrderFromItsBeginningForEachPageIsAScan() throws SAXException {
    Showplan plan = plan(top(SCAN.formatted("Index Scan", "true", "Student", "t")));

    assertThat(plan.costsBehindKey(0, NO_PARENTS))
        .containsExactly(PlanCost.scan("dbo.Student", "Index Scan", 1_200_000));
  }

  @Test
  void anIndexThatIsReadInNoOrderOrWholeIsAScan() throws SAXException {
    String unordered = SCAN.formatted("Clustered Index Scan", "0", "Student", "t");
    String whole = SCAN.formatted("Clustered Index Scan", "1", "Student", "t");

    assertThat(plan(top(unordered)).costsOfFirstPage(0, NO_PARENTS)).hasSize(1);
    assertThat(plan(whole).costsOfFirstPage(0, NO_PARENTS)).hasSize(1);
  }

  @Test
  void aSortIsAsLargeAsWhatItTakesInThoughOnlyItsFirstRowsAreWanted() throws SAXException {
    Showplan plan = plan(sort(HEAP));

    assertThat(plan.costsOfFirstPage(0, NO_PARENTS))
        .containsExactlyInAnyOrder(
            PlanCost.sort(1_200_000), PlanCost.scan("dbo.Odd]name", "Table Scan", 1_200_000));
    assertThat(plan.costsOfFirstPage(0, NO_PARENTS))
        .extracting(PlanCost::words)
        .contains("sorts the rows, about 1,200,000");
  }

  @Test
  void anOrderedScanThatFeedsAnOperatorThatTakesAllFirstIsNotCutOff() throws SAXException {
    String ordered = SCAN.formatted("Clustered Index Scan", "1", "Student", "t");
    String hashed = top(operator("Hash Match", "Aggregate", ordered));
    String spooled = top(operator("Table Spool", "Eager Spool", ordered));
    String streamed = top(operator("Stream Aggregate", "Aggregate", ordered));
    String lazily = top(operator("Table Spool", "Lazy Spool", ordered));

    Showplan plan = plan(hashed, spooled, streamed, lazily);

    assertThat(plan.costsOfFirstPage(0, NO_PARENTS)).hasSize(1);
    assertThat(plan.costsOfFirstPage(1, NO_PARENTS)).hasSize(1);
    assertThat(plan.costsOfFirstPage(2, NO_PARENTS)).isEmpty();
    assertThat(plan.costsOfFirstPage(3, NO_PARENTS)).isEmpty();
  }

  @Test
  void theInnerSideOfALoopBeginsAnewForEachRow() throws SAXException {
    String ordered = SCAN.formatted("Clustered Index Scan", "1", "Student", "t");
    String inner = SCAN.formatted("Index Scan", "1", "Club", "c");

    Showplan plan = plan(top(operator("Nested Loops", "Inner Join", ordered + inner)));

    assertThat(plan.costsOfFirstPage(0, NO_PARENTS))
        .containsExactly(PlanCost.scan("dbo.Club", "Index Scan", 1_200_000));
  }

  @Test
  void anIndexThatIsSoughtByItsPartitionsAloneIsReadWhole() throws SAXException {
    String byPartition = SEEK.replace("<SeekPredicates />", sought("PtnId1001"));
    String byBoth = SEEK.replace("<SeekPredicates />", sought("PtnId1001", "Id"));

    Showplan plan = plan(top(byPartition), top(byBoth));

    assertThat(plan.costsBehindKey(0, NO_PARENTS))
        .containsExactly(PlanCost.scan("dbo.Student", "Clustered Index Seek", 1_200_000));
    assertThat(plan.costsBehindKey(1, NO_PARENTS)).isEmpty();
  }

  @Test
  void theRowsThatAreLookedUpForAnIndexAreThePagesOwn() throws SAXException {
    String lookup =
        SEEK.replace("Clustered Index Seek", "RID Lookup")
            .replace("<IndexScan", "<IndexScan Lookup=\"1\"");

    assertThat(
            plan(top(operator("Nested Loops", "Inner Join", SEEK + lookup)))
                .costsBehindKey(0, NO_PARENTS))
        .isEmpty();
  }

  @Test
  void aSortOfParentsIsTheServersAffairAndOneOfBothIsNot() throws SAXException {
    String parent = SCAN.formatted("Clustered Index Scan", "0", "School", "r0");

    Showplan plan = plan(top(join(SEEK, sort(parent))), sort(join(SEEK, parent)));

    assertThat(plan.costsBehindKey(0, NO_PARENTS)).isEmpty();
    assertThat(plan.costsBehindKey(1, NO_PARENTS)).hasSize(1);
  }

  @Test
  void theConversionOfAParentsColumnIsTheServersAffair() throws SAXException {
    String warning =
        """
        <Warnings><PlanAffectingConvert ConvertIssue="Seek Plan" \
        Expression="CONVERT_IMPLICIT(nvarchar(9),[oak].[dbo].[School].[Code] as [r0].[Code],0)=[t].[S]" />
        </Warnings>""";

    assertThat(plan(warning + top(SEEK)).costsBehindKey(0, NO_PARENTS)).isEmpty();
  }

  @Test
  void thePlansOfFunctionsThatAStatementCallsAreNotItsOwn() throws SAXException {
    String function =
        "<UDF ProcName=\"dbo.f\"><Statements>" + statement(HEAP) + "</Statements></UDF>";
    String calling =
        "<StmtSimple StatementType=\"SELECT\"><QueryPlan>"
            + top(SEEK)
            + "</QueryPlan>"
            + function
            + "</StmtSimple>";

    assertThat(Showplan.parse(document(calling)).statements()).isOne();
  }

  @Test
  void whatIsNotStatedCountsAsManyRows() throws SAXException {
    Showplan plan = plan(top(HEAP.replace("TableCardinality=\"1.2e+006\"", "")));

    assertThat(plan.costsOfFirstPage(0, NO_PARENTS))
        .extracting(PlanCost::rows)
        .containsExactly(Double.POSITIVE_INFINITY);
  }

  @Test
  void howAJoinedParentIsReadIsTheServersAffair() throws SAXException {
    String byAlias = SCAN.formatted("Clustered Index Scan", "0", "Student", "r1");
    String byName = SCAN.formatted("Index Scan", "0", "School", "t");

    Showplan plan = plan(top(join(SEEK, byAlias)), top(join(SEEK, byName)));

    assertThat(plan.costsBehindKey(0, NO_PARENTS)).isEmpty();
    assertThat(plan.costsBehindKey(1, Set.of(new LegacyTable.Name("dbo", "School")))).isEmpty();
    assertThat(plan.costsBehindKey(1, NO_PARENTS)).hasSize(1);
  }

  @Test
  void aConversionThatKeepsTheServerFromSeekingIsFoundAndAnotherIsNot() throws SAXException {
    String warnings =
        """
        <Warnings>
          <PlanAffectingConvert ConvertIssue="Seek Plan" \
        Expression="CONVERT_IMPLICIT(nvarchar(9),[t].[Code],0)&gt;[@k]" />
          <PlanAffectingConvert ConvertIssue="Cardinality Estimate" Expression="CONVERT(x)" />
        </Warnings>""";

    Showplan plan = plan(warnings + top(SEEK));

    assertThat(plan.costsBehindKey(0, NO_PARENTS))
        .containsExactly(PlanCost.conversion("CONVERT_IMPLICIT(nvarchar(9),[t].[Code],0)>[@k]"));
  }

  @Test
  void statementsWithoutAPlanDoNotCount() throws SAXException {
    String declared = "<StmtSimple StatementText=\"DECLARE @k int\" StatementType=\"ASSIGN\" />";

    assertThat(Showplan.parse(document(declared + statement(top(SEEK)))).statements()).isOne();
  }

  @Test
  void whatIsNoDocumentOfAPlanIsSaidToBeNone() throws SAXException {
    assertThatThrownBy(() -> Showplan.parse("1")).isInstanceOf(SAXException.class);
    assertThatThrownBy(() -> Showplan.parse("")).isInstanceOf(SAXException.class);
    assertThat(Showplan.parse("<ShowPlanXML/>").statements()).isZero();
  }

  @Test
  void nothingOutsideOfTheDocumentIsOpened(@TempDir Path directory) throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "<RelOp/>");
    String reaching =
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"" + outside.toUri() + "\">]>" + "<x>&e;</x>";

    assertThatThrownBy(() -> Showplan.parse(reaching))
        .isInstanceOf(SAXException.class)
        .hasMessageContaining("DOCTYPE");
  }

  private static String sought(String... columns) {
    return List.of(columns).stream()
        .map(column -> "<ColumnReference Column=\"" + column + "\" />")
        .collect(
            Collectors.joining(
                "",
                "<SeekPredicates><SeekPredicateNew><SeekKeys><StartRange><RangeColumns>",
                "</RangeColumns></StartRange></SeekKeys></SeekPredicateNew></SeekPredicates>"));
  }

  private static String operator(String physical, String logical, String inputs) {
    return "<RelOp PhysicalOp=\"%s\" LogicalOp=\"%s\"><X>%s</X></RelOp>"
        .formatted(physical, logical, inputs);
  }

  private static String top(String input) {
    return "<RelOp PhysicalOp=\"Top\" LogicalOp=\"Top\" EstimateRows=\"10001\"><Top>"
        + "<TopExpression/>"
        + input
        + "</Top></RelOp>";
  }

  private static String sort(String input) {
    return "<RelOp PhysicalOp=\"Sort\" LogicalOp=\"TopN Sort\" EstimateRows=\"10001\"><TopSort>"
        + input
        + "</TopSort></RelOp>";
  }

  private static String join(String outer, String inner) {
    return "<RelOp PhysicalOp=\"Hash Match\" LogicalOp=\"Left Outer Join\"><Hash>"
        + outer
        + inner
        + "</Hash></RelOp>";
  }

  private static Showplan plan(String... plans) throws SAXException {
    return Showplan.parse(
        document(String.join("", List.of(plans).stream().map(ShowplanTest::statement).toList())));
  }

  private static String statement(String plan) {
    return "<StmtSimple StatementType=\"SELECT\"><QueryPlan>" + plan + "</QueryPlan></StmtSimple>";
  }

  private static String document(String statements) {
    return "<ShowPlanXML xmlns=\"http://schemas.microsoft.com/sqlserver/2004/07/showplan\""
        + " Version=\"1.539\"><BatchSequence><Batch><Statements>"
        + statements
        + "</Statements></Batch></BatchSequence></ShowPlanXML>";
  }
}
