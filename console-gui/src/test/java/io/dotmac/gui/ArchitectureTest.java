package io.dotmac.gui;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.dotmac.testing.CommonRules;
import org.junit.jupiter.api.Test;

/// The rules that hold everywhere, and those of the desktop.
class ArchitectureTest extends CommonRules {
    @Test
    void controlsAreHandedPlainRecords() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.gui.control..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dotmac.console.live..", "io.dotmac.console.view..", "io.dotmac.client.."));
    }

    @Test
    void pagesReachTheServerThroughTheCoreAlone() {
        holds(noClasses()
                .that()
                .resideInAnyPackage(
                        "io.dotmac.gui.control..",
                        "io.dotmac.gui.view..",
                        "io.dotmac.gui.shell..",
                        "io.dotmac.gui.table..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.client.."));
    }

    @Test
    void theConsoleKnowsNothingOfTheTerminal() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.gui..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.tui.."));
    }
}
