package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.ContainerPhase;
import io.dotmac.model.fleet.ContainerState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Inventory;
import io.dotmac.model.report.Inventory.Part;
import io.dotmac.model.report.Report;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.TestReports;
import io.dotmac.testing.LocalPostgres;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private final Instant start = Instant.now();

    @Test
    void containersComeGoAndOutliveARestart() throws IOException {
        String database;
        try (TestPlatform platform =
                TestPlatform.start(LocalPostgres.shared().copyOf(TestPlatform.template()), Map.of())) {
            database = platform.database();
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "node-1");
            agent.send(report(1, new Part<>(true, List.of(container("web"), container("db")), List.of())));
            assertThat(names(platform, TestPlatform.VIEWER)).containsExactly("db", "web");

            agent.send(report(2, new Part<>(false, List.of(container("mail")), List.of("web"))));
            assertThat(names(platform, TestPlatform.VIEWER)).containsExactly("db", "mail");

            agent.send(report(3, Part.none()));
            assertThat(names(platform, TestPlatform.VIEWER)).containsExactly("db", "mail");

            agent.send(report(4, new Part<>(true, List.of(container("mail")), List.of())));
            assertThat(names(platform, TestPlatform.VIEWER)).containsExactly("mail");
            assertThat(names(platform, TestPlatform.OTHER)).isEmpty();
        }
        try (TestPlatform again = TestPlatform.start(database, Map.of())) {
            assertThat(names(again, TestPlatform.VIEWER)).containsExactly("mail");
        }
    }

    @Test
    void whatIsOlderThanACompleteListChangesNothing() throws IOException {
        try (TestPlatform platform =
                TestPlatform.start(LocalPostgres.shared().copyOf(TestPlatform.template()), Map.of())) {
            TestAgent agent = TestAgent.enrol(platform, TestPlatform.OPERATOR, "node-1");
            agent.send(report(5, new Part<>(true, List.of(container("web")), List.of())));

            agent.send(report(4, new Part<>(false, List.of(container("ghost")), List.of("web"))));

            assertThat(names(platform, TestPlatform.VIEWER)).containsExactly("web");
        }
    }

    private static List<String> names(TestPlatform platform, String who) throws IOException {
        return platform.as(who).list("/api/v1/containers", LiveRow.Container.class).stream()
                .map(row -> row.state().name())
                .toList();
    }

    private Report report(int seq, Part<ContainerState> containers) {
        Report plain = TestReports.of("b1", seq, start.plusSeconds(seq)).report();
        return new Report(
                plain.boot(),
                plain.seq(),
                plain.collectedAt(),
                plain.monotonicMillis(),
                plain.full(),
                plain.intervalMillis(),
                plain.agentVersion(),
                plain.clockOffsetMillis(),
                plain.host(),
                plain.dependencies(),
                plain.replication(),
                plain.samples(),
                plain.gaps(),
                Optional.of(new Inventory(containers, Part.none())));
    }

    private ContainerState container(String name) {
        return new ContainerState(
                name,
                "docker",
                "4f1c2b9a7d3e",
                "box",
                ContainerPhase.RUNNING,
                Health.UP,
                Severity.OK,
                Optional.empty(),
                "",
                Optional.empty(),
                0,
                Optional.of(start),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                start,
                start,
                Map.of());
    }
}
