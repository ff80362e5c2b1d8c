package dev.headgate.dataflow;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What lets a cutover be tested a million times in memory: no I/O, and the same run every time. */
class ArchitectureTest {

  private final JavaClasses dataflow =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.headgate.dataflow");

  @Test
  void usesOnlyAvroAndJacksonCoreBesidesTheJdk() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.headgate.dataflow..",
            "java..",
            "org.apache.avro..",
            "com.fasterxml.jackson.core..")
        .check(dataflow);
  }

  @Test
  void isGivenTheTimeAndNeverAsksForIt() {
    noClasses()
        .should()
        .callMethodWhere(
            target(nameMatching("now|system.*"))
                .and(target(owner(resideInAPackage("java.time..")))))
        .orShould()
        .callMethodWhere(
            target(nameMatching("currentTimeMillis|nanoTime"))
                .and(target(owner(type(System.class)))))
        .check(dataflow);
  }

  @Test
  void isGivenRandomnessAndNeverMakesIt() {
    noClasses()
        .should()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(ThreadLocalRandom.class, "current")
        .orShould()
        .callConstructorWhere(target(owner(assignableTo(RandomGenerator.class))))
        .check(dataflow);
  }
}
