package io.dotmac.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.dotmac.testing.CommonRules;
import org.junit.jupiter.api.Test;

/// The rules of the server: what knows what.
class ArchitectureTest extends CommonRules {
    @Test
    void platformKnowsNoFeature() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.dotmac.server.tenant..",
                        "io.dotmac.server.auth..",
                        "io.dotmac.server.fleet..",
                        "io.dotmac.server.customer..",
                        "io.dotmac.server.audit..",
                        "io.dotmac.server.alert.."));
    }

    @Test
    void auditCallsNoFeature() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.dotmac.server.tenant..", "io.dotmac.server.auth..", "io.dotmac.server.fleet.."));
    }

    @Test
    void featuresCallAlongTheTable() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server.tenant..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dotmac.server.auth..", "io.dotmac.server.fleet.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server.fleet..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.server.auth.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server.auth..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.server.fleet.."));
    }

    @Test
    void customersAreAboveTenantsAndBesideTheRest() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server.customer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dotmac.server.auth..", "io.dotmac.server.fleet.."));
        holds(noClasses()
                .that()
                .resideInAnyPackage(
                        "io.dotmac.server.audit..",
                        "io.dotmac.server.tenant..",
                        "io.dotmac.server.auth..",
                        "io.dotmac.server.fleet..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.server.customer.."));
    }

    @Test
    void alertCallsFleetAndIsCalledByNoneOfThese() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server.alert..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.server.auth.."));
        holds(noClasses()
                .that()
                .resideInAnyPackage(
                        "io.dotmac.server.fleet..",
                        "io.dotmac.server.auth..",
                        "io.dotmac.server.tenant..",
                        "io.dotmac.server.audit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.server.alert.."));
    }

    @Test
    void notificationsHearOfAlertsAndCallNoFeatureButTheLowest() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server.notification..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.dotmac.server.alert..", "io.dotmac.server.fleet..", "io.dotmac.server.customer.."));
        holds(noClasses()
                .that()
                .resideInAnyPackage(
                        "io.dotmac.server.alert..",
                        "io.dotmac.server.fleet..",
                        "io.dotmac.server.auth..",
                        "io.dotmac.server.tenant..",
                        "io.dotmac.server.audit..",
                        "io.dotmac.server.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dotmac.server.notification.."));
    }

    @Test
    void sqlStaysInStores() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.dotmac.server.platform.db..", "io.dotmac.agent..")
                .and()
                .haveSimpleNameNotEndingWith("Store")
                .and()
                .haveSimpleNameNotContaining("SampleWriter")
                .and()
                .resideInAPackage("io.dotmac.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.jdbi.."));
    }

    @Test
    void webServerTypesStayInHttp() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.dotmac.server.platform.http..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon.."));
    }

    @Test
    void serverStartsNoProcess() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.dotmac.server..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class));
    }
}
