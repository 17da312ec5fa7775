package io.dotmac.agent.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.replication.Member.Primary;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicationBoardTest {
    private static final Instant NOW = Instant.parse("2026-03-20T10:00:00Z");

    private final AgentConfig config = AgentConfig.parse("""
            node: {name: lag-db-1}
            targets:
              - {name: orders-db, kind: postgresql, host: 10.0.0.1, username: m, standbys: [standby-1],
                 thresholds: {lag-warn: 2500ms, lag-critical: 30s}}
              - {name: sessions, kind: redis, host: 10.0.0.2, replicas: 1}
            """, Map.of());
    private final ReplicationBoard board = ReplicationBoard.of(config.targets());

    @Test
    void linkTellsTheLimitsThatItsLagIsJudgedBy() {
        config.targets().forEach(target -> {
            if (target instanceof TargetConfig.Postgres postgres) {
                board.put(new Member(
                        "orders-db",
                        ReplicationKind.POSTGRESQL_PHYSICAL,
                        "7",
                        "10.0.0.1:5432",
                        true,
                        0,
                        NOW,
                        postgres.limits(),
                        new Primary(100, 1, List.of(), Map.of(), null, null),
                        Map.of()));
            }
        });

        assertThat(link("standby-1").facts())
                .containsEntry("lag_warn_seconds", "2.5")
                .containsEntry("lag_critical_seconds", "30");
    }

    @Test
    void linkOfAServerThatWasNeverReadTellsThemToo() {
        assertThat(link("standby-1").facts())
                .containsEntry("lag_warn_seconds", "2.5")
                .containsEntry("lag_critical_seconds", "30");
    }

    private ReplicationLink link(String name) {
        return board.links(0, NOW).stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
