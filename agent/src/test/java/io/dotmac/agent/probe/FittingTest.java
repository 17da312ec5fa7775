package io.dotmac.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FittingTest {
    @Test
    void longSummaryIsCutAndSaysSo() {
        Finding finding = Finding.down(ErrorClass.PROTOCOL, "master ".repeat(100));

        assertThat(finding.summary()).hasSize(DependencyState.MAX_SUMMARY).endsWith("…");
    }

    @Test
    void charactersThatAreNotToBeSeenBecomeSpaces() {
        assertThat(Finding.down(ErrorClass.PROTOCOL, "454 no\tTLS\r\n").summary())
                .isEqualTo("454 no TLS");
    }

    @Test
    void pairOfSurrogatesIsNotCutInTwo() {
        String text = "x".repeat(DependencyState.MAX_SUMMARY - 2) + "😀😀";

        assertThat(Fitting.line(text)).isEqualTo("x".repeat(DependencyState.MAX_SUMMARY - 2) + "…");
    }

    @Test
    void tooManyFactsAreCountedInTheLast() {
        Map<String, String> facts = new HashMap<>();
        for (int mount = 0; mount < 130; mount++) {
            facts.put("fs_%03d".formatted(mount), "full");
        }

        assertThat(Fitting.facts(facts))
                .hasSize(DependencyState.MAX_FACTS)
                .containsEntry("fs_098", "full")
                .containsEntry("facts_left_out", "31");
    }
}
