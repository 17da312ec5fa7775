package io.dotmac.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import io.dotmac.testing.CommonRules;
import org.junit.jupiter.api.Test;

/// The rules that hold everywhere, and the agent's own.
class ArchitectureTest extends CommonRules {
    @Test
    void onlyTheRedisProbeLoadsItsClient() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.dotmac.agent.probe.redis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.lettuce..", "io.netty.."));
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
