package io.dotmac.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Architecture rules that hold in every module; each module's `ArchitectureTest` extends this and adds its own.
public abstract class CommonRules {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("io/dotmac/testing"))
            .importPackages("io.dotmac");

    /// All main classes of `io.dotmac` that this module sees.
    protected final JavaClasses mainClasses() {
        return classes;
    }

    /// Checks a rule against them; a rule about nothing is fine, since modules below may lack its subject.
    protected final void holds(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }

    @Test
    void layersPointOneWay() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.dotmac.client..",
                        "io.dotmac.console..",
                        "io.dotmac.server..",
                        "io.dotmac.agent..",
                        "okhttp3.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.client..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dotmac.console..", "io.dotmac.server..", "io.dotmac.agent.."));
        holds(noClasses()
                .that()
                .resideInAnyPackage("io.dotmac.server..", "io.dotmac.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dotmac.console..", "io.dotmac.gui..", "io.dotmac.tui.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dotmac.agent..", "io.dotmac.client.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.server.."));
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.dotmac.gui..", "io.dotmac.packaging..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javafx.."));
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.dotmac.tui..", "io.dotmac.packaging..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.googlecode.lanterna.."));
    }

    @Test
    void packagesFormNoCycle() {
        for (String root : List.of("model", "console", "agent", "server", "gui", "tui")) {
            holds(slices().matching("io.dotmac." + root + ".(*)..").should().beFreeOfCycles());
        }
    }

    @Test
    void everyPackageIsNullMarked() {
        List<String> unmarked = classes.stream()
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(JavaClass::getPackage)
                .distinct()
                .filter(pack -> !pack.isAnnotatedWith(NullMarked.class))
                .map(pack -> pack.getName())
                .toList();

        assertThat(unmarked)
                .as("packages without @NullMarked are skipped by NullAway")
                .isEmpty();
    }

    @Test
    void codeKeepsItsManners() {
        holds(NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
        holds(NO_CLASSES_SHOULD_USE_FIELD_INJECTION);
        holds(noClasses()
                .that(areNotCommands())
                .should(com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS));
        holds(noClasses().should().callMethod(Thread.class, "sleep", long.class));
        holds(noClasses().should().callMethod(Instant.class, "now"));
        holds(classes()
                .that()
                .resideInAPackage("io.dotmac..")
                .should()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Manager"));
        holds(fields().that().arePublic().should().beFinal());
        holds(methods().should().notBeAnnotatedWith(Deprecated.class));
    }

    /// Commands talk to the terminal; nobody else prints.
    private static DescribedPredicate<JavaClass> areNotCommands() {
        return DescribedPredicate.describe(
                "are not commands",
                type -> !type.getSimpleName().endsWith("Command")
                        && !type.getSimpleName().equals("Main")
                        && !type.getPackageName().startsWith("io.dotmac.packaging"));
    }
}
