package io.dotmac.console.quiet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.alert.Matcher;
import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CoverTest {
    private static final NodeId NODE = new NodeId(new UUID(0, 1));

    @Test
    void containerIsCoveredByItselfOrWithItsNode() {
        List<Cover> covers = Cover.of(List.of(container("radius")));

        assertThat(covers)
                .extracting(Cover::title)
                .containsExactly("container radius on app-1", "node app-1, all of it");
        assertThat(covers.getFirst().targets().getFirst().matchers())
                .containsExactly(Matcher.equal("node_id", NODE.toString()), Matcher.equal("target", "radius"));
    }

    @Test
    void markedContainersAreCoveredEachByItself() {
        List<Cover> covers = Cover.of(List.of(container("radius"), container("web")));

        assertThat(covers).hasSize(1);
        assertThat(covers.getFirst().targets())
                .extracting(target -> target.matchers().getLast())
                .containsExactly(Matcher.equal("target", "radius"), Matcher.equal("target", "web"));
    }

    private static LiveRow.Container container(String name) {
        ContainerState state = new ContainerState(
                name,
                "docker",
                "0123456789ab",
                "box:1",
                ContainerPhase.EXITED,
                Health.DOWN,
                Severity.CRITICAL,
                Optional.empty(),
                "exit 1",
                Optional.of(1),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of());
        return new LiveRow.Container(NODE, "app-1", "northnet", state, Instant.EPOCH);
    }
}
