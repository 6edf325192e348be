package dev.runbook.style;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the code's shape that a machine can keep. */
class ArchitectureTest {
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.runbook");

  /** What each package may use of the others; subpackages count as their parent. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("yaml", Set.of("json")),
          Map.entry("text", Set.of()),
          Map.entry("json", Set.of()),
          Map.entry("regex", Set.of()),
          Map.entry("archive", Set.of()),
          Map.entry("remote", Set.of()),
          Map.entry("vault", Set.of("yaml", "remote")),
          Map.entry("config", Set.of("yaml", "text")),
          Map.entry(
              "template", Set.of("yaml", "text", "json", "regex", "remote", "vault", "config")),
          Map.entry("inventory", Set.of("yaml", "text", "json", "regex", "template", "remote")),
          Map.entry("sandbox", Set.of("remote", "json", "text")),
          Map.entry("playbook", Set.of("yaml", "text", "template")),
          Map.entry("vars", Set.of("inventory", "playbook", "template", "yaml")),
          Map.entry("event", Set.of("yaml")),
          Map.entry("module", Set.of("remote", "text", "json", "archive")),
          Map.entry("docker", Set.of("module", "remote", "json")),
          Map.entry(
              "modules", Set.of("module", "remote", "text", "regex", "archive", "docker", "json")),
          Map.entry("report", Set.of("event", "yaml", "json", "text")),
          Map.entry(
              "engine",
              Set.of(
                  "vars",
                  "playbook",
                  "inventory",
                  "template",
                  "module",
                  "remote",
                  "event",
                  "text",
                  "json",
                  "regex",
                  "yaml")));

  /** Libraries and the one package that imports each. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "org.yaml.snakeyaml..", "dev.runbook.yaml..",
          "net.schmizz..", "dev.runbook.remote.ssh..",
          "com.hierynomus..", "dev.runbook.remote.ssh..",
          "com.github.dockerjava..", "dev.runbook.docker..",
          "org.apache.commons.compress..", "dev.runbook.archive..",
          "com.hubspot.jinjava..", "dev.runbook.template.jinjava..",
          "com.fasterxml.jackson.core..", "dev.runbook.json..",
          "com.fasterxml.jackson.dataformat.toml..", "dev.runbook.json..",
          "com.github.difflib..", "dev.runbook.report..");

  @TestFactory
  Stream<DynamicTest> packagesDependInOneDirection() {
    return MAY_USE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () -> {
                  var foreign = new ArrayList<String>();
                  for (var other : MAY_USE.keySet()) {
                    if (!other.equals(entry.getKey()) && !entry.getValue().contains(other)) {
                      foreign.add("dev.runbook." + other + "..");
                    }
                  }
                  foreign.add("dev.runbook.cli..");
                  foreign.add("dev.runbook");
                  noClasses()
                      .that()
                      .resideInAPackage("dev.runbook." + entry.getKey() + "..")
                      .should()
                      .dependOnClassesThat()
                      .resideInAnyPackage(foreign.toArray(String[]::new))
                      .allowEmptyShould(true)
                      .check(CODE);
                }));
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    var known = new ArrayList<>(MAY_USE.keySet());
    known.add("cli");
    classes()
        .that()
        .resideInAPackage("dev.runbook.*..")
        .should()
        .resideInAnyPackage(
            known.stream().map(p -> "dev.runbook." + p + "..").toArray(String[]::new))
        .check(CODE);
  }

  @TestFactory
  Stream<DynamicTest> eachLibraryIsImportedInOnePackage() {
    return LIBRARIES.entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () ->
                    noClasses()
                        .that()
                        .resideOutsideOfPackage(entry.getValue())
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(entry.getKey())
                        .check(CODE)));
  }

  @Test
  void programsAreStartedInOneClass() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.runbook.remote.local.Processes")
        .and()
        .resideOutsideOfPackage("dev.runbook.remote.local")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .check(CODE);
  }

  @Test
  void noHostKeyIsTrustedBlindly() {
    noClasses().should().dependOnClassesThat().haveSimpleName("PromiscuousVerifier").check(CODE);
  }

  @Test
  void onlyReportsAndCommandsPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.runbook.report..", "dev.runbook.cli..", "dev.runbook")
        .should(com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS)
        .check(CODE);
  }

  @Test
  void thereIsNoStaticMutableState() {
    noFields()
        .that()
        .areStatic()
        .and()
        .areNotFinal()
        .should()
        .beDeclaredInClassesThat(
            new DescribedPredicate<JavaClass>("are ours") {
              @Override
              public boolean test(JavaClass declaring) {
                return declaring.getPackageName().startsWith("dev.runbook")
                    && !declaring.getModifiers().contains(JavaModifier.SYNTHETIC);
              }
            })
        .allowEmptyShould(true)
        .check(CODE);
  }

  @TestFactory
  Stream<DynamicTest> namesSayWhatThingsAre() {
    return List.of("Util", "Utils", "Manager", "Helper", "Impl").stream()
        .map(ending ->
            DynamicTest.dynamicTest(
                ending,
                () ->
                    noClasses()
                        .should()
                        .haveSimpleNameEndingWith(ending)
                        .orShould()
                        .haveSimpleNameStartingWith("Abstract")
                        .check(CODE)));
  }
}
