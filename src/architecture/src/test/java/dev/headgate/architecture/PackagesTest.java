package dev.headgate.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PackagesTest {

  /** Maven runs tests in the module's own directory. */
  private static final Path TREE = Path.of("../..");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.headgate");

  @Test
  void packagesUseEachOtherWithoutCycles() {
    slices().matching("dev.headgate.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void operatorReachesThePostgresModuleOnlyThroughItsCatalog() {
    noClasses()
        .that()
        .resideInAPackage("dev.headgate.operator..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.headgate.postgres..")
                .and(not(resideInAPackage("dev.headgate.postgres.catalog.."))))
        .allowEmptyShould(true) // until there is an operator
        .check(classes);
  }

  @Test
  void everyPackageSaysWhatBelongsThere() throws IOException {
    assertThat(SourcePackage.under(TREE))
        .as("packages without a package-info.java")
        .isNotEmpty()
        .filteredOn(source -> Files.notExists(source.directory().resolve("package-info.java")))
        .isEmpty();
  }

  @Test
  void everyModuleIsTestedHere() throws IOException {
    assertThat(SourcePackage.under(TREE))
        .as("packages whose module is missing in src/architecture/pom.xml")
        .filteredOn(source -> !classes.containPackage(source.name()))
        .isEmpty();
  }
}
