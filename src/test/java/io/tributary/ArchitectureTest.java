package io.tributary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.tributary.fault.ErrorCode;

/** Holds the plan of the house: imports go one way. */
@AnalyzeClasses(packages = "io.tributary", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchRule faultImportsNothing = mayImport("fault");
  @ArchTest static final ArchRule manifestImports = mayImport("manifest", "fault");
  @ArchTest static final ArchRule batchImports = mayImport("batch", "manifest", "fault");
  @ArchTest static final ArchRule copyImports = mayImport("copy", "batch", "manifest", "fault");
  @ArchTest static final ArchRule legacyImports = mayImport("legacy", "batch", "manifest", "fault");
  @ArchTest static final ArchRule ledgerImports = mayImport("ledger", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule mappingImports = mayImport("mapping", "copy", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule routeImports =
      mayImport("route", "ledger", "mapping", "copy", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule rollbackImports =
      mayImport("rollback", "ledger", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule driftImports =
      mayImport("drift", "ledger", "legacy", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule profileImports =
      mayImport("profile", "legacy", "mapping", "copy", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule validateImports =
      mayImport("validate", "ledger", "legacy", "copy", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule reportImports = mayImport("report", "validate", "profile", "fault");

  @ArchTest
  static final ArchRule serveImports =
      mayImport("serve", "run", "report", "validate", "drift", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule runImports =
      mayImport(
          "run",
          "drift",
          "profile",
          "route",
          "rollback",
          "validate",
          "legacy",
          "ledger",
          "mapping",
          "copy",
          "batch",
          "manifest",
          "fault");

  @ArchTest
  static final ArchRule scaffoldImports =
      mayImport("scaffold", "legacy", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule demoImports = mayImport("demo", "mapping", "batch", "manifest", "fault");

  @ArchTest
  static final ArchRule nothingImportsTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tributary.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.tributary.cli..");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("io.tributary.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule errorCodesAreEnums =
      classes().that().implement(ErrorCode.class).should().beEnums();

  @ArchTest
  static final ArchRule onlyTheCommandLineWritesToTheConsole =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tributary.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  private static ArchRule mayImport(String room, String... others) {
    String[] allowed = new String[others.length + 1];
    allowed[0] = "io.tributary." + room + "..";
    for (int i = 0; i < others.length; i++) {
      allowed[i + 1] = "io.tributary." + others[i] + "..";
    }
    return classes()
        .that()
        .resideInAPackage("io.tributary." + room + "..")
        .should()
        .onlyDependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(allowed)
                .or(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                            "io.tributary.."))))
        .as(room + " imports only " + String.join(", ", others));
  }
}
