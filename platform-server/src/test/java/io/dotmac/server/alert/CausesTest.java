package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Topology;
import io.dotmac.model.alert.Uplink;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CausesTest {
    private static final Topology BEHIND_CORE = new Topology(List.of(new Uplink("tower", "core")));

    @Test
    void silentAgentExplainsWhatItWatchesAndWhatLiesBehind() {
        Alert silent = alert("s", "agent-silent", "core", "");
        Alert redis = alert("r", "dependency-down", "core", "redis");
        Alert radio = alert("a", "dependency-down", "tower", "radio");

        Causes causes = Causes.of(BEHIND_CORE, List.of(silent, redis, radio));

        assertThat(causes.of(silent)).isEmpty();
        assertThat(causes.of(redis)).contains("s of core");
        assertThat(causes.of(radio)).contains("s of core");
        assertThat(causes.explained(silent)).containsExactlyInAnyOrder("s", "r", "a");
    }

    @Test
    void nodeThatWasRenamedExplainsNothingUnderItsOldName() {
        Causes causes = Causes.of(BEHIND_CORE, List.of(alert("s", "agent-silent", "core", "")));
        Alert radio = alert("a", "dependency-down", "tower", "radio");
        causes.add(radio);
        assertThat(causes.of(radio)).isPresent();

        causes.add(alert("s", "agent-silent", "backbone", ""));
        assertThat(causes.of(radio)).isEmpty();
        causes.remove("s");

        assertThat(causes.of(radio)).isEmpty();
    }

    private static Alert alert(String fingerprint, String rule, String node, String target) {
        Instant at = Instant.parse("2026-03-20T02:00:00Z");
        return new Alert(
                fingerprint,
                rule,
                AlertState.FIRING,
                Level.CRITICAL,
                fingerprint + " of " + node,
                Map.of("node", node, "node_id", "id-of-" + node, "target", target),
                Map.of(),
                Optional.empty(),
                1,
                1,
                at,
                Optional.empty(),
                at,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Alert.Facts.NONE,
                "");
    }
}
