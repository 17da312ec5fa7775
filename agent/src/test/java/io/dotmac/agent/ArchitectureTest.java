package io.dotmac.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.dotmac.testing.CommonRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The rules that hold everywhere, and the agent's own.
class ArchitectureTest extends CommonRules {
    @Test
    void clientLibraryIsKnownToItsOwnPackageAlone() {
        Map<String, String> packageByLibrary = Map.of(
                "org.postgresql..", "io.dotmac.agent.probe.postgresql..",
                "org.snmp4j..", "io.dotmac.agent.probe.snmp..",
                "org.xbill..", "io.dotmac.agent.probe.dns..",
                "com.github.dockerjava..", "io.dotmac.agent.collect.docker..",
                "io.kubernetes..", "io.dotmac.agent.collect.kubernetes..",
                "io.prometheus..", "io.dotmac.agent.local..");
        packageByLibrary.forEach((library, own) -> holds(noClasses()
                .that()
                .resideOutsideOfPackage(own)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)));
    }

    @Test
    void probesKnowNoLink() {
        holds(noClasses()
                .that()
                .resideInAnyPackage("io.dotmac.agent.probe..", "io.dotmac.agent.replication..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dotmac.agent.link..", "io.dotmac.agent.report.."));
    }
}
