package io.dotmac.agent.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.LagLimits;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.replication.Member.Copy;
import io.dotmac.agent.replication.Member.Primary;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplicationBoardTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Instant NOW = Instant.parse("2026-03-20T10:00:00Z");

    private final AgentConfig config = AgentConfig.parse("""
            node: {name: lag-db-1}
            targets:
              - {name: orders-db, kind: postgresql, host: 10.0.0.1, username: m, standbys: [standby-1],
                 thresholds: {lag-warn: 2500ms, lag-critical: 30s}}
              - {name: sessions, kind: redis, host: 10.0.0.2, replicas: 1}
            """, Map.of());
    private final ReplicationBoard board = ReplicationBoard.of(config);

    @Test
    void linkTellsTheLimitsThatItsLagIsJudgedBy() {
        board.put(member("orders-db", 0, primary(100, 1)));

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

    @Test
    void twoPrimariesOfOneClusterHaveLogsOfTheirOwn() {
        for (int second = 0; second < 10; second++) {
            board.put(member("orders-db", second * SECOND, primary(100 + second, 1)));
            board.put(member("promoted-db", second * SECOND, primary(90 + second, 2)));
        }

        board.put(member("standby-1", 9 * SECOND, paused(102)));

        assertThat(link("standby-1", 9 * SECOND).lagSeconds()).contains(6.0);
    }

    @Test
    void lagIsCountedAnewAfterAFailover() {
        board.put(member("orders-db", 0, primary(100, 1)));
        board.put(member("orders-db", SECOND, primary(200, 1)));
        board.put(member("orders-db", 100 * SECOND, primary(150, 2)));

        board.put(member("standby-1", 100 * SECOND, paused(120)));

        assertThat(link("standby-1", 100 * SECOND).lagSeconds()).isEmpty();
        assertThat(link("standby-1", 100 * SECOND).reason()).contains(UnknownReason.PENDING);
    }

    @Test
    void copyThatLacksChangesIsNeverNoSecondsBehindBecauseTheAgentHasJustBegun() {
        board.put(member("orders-db", 2 * SECOND, primary(500, 1)));
        board.put(member("standby-1", SECOND, paused(100)));

        ReplicationLink begun = link("standby-1", 2 * SECOND);
        board.put(member("standby-1", 5 * SECOND, paused(100)));
        ReplicationLink later = link("standby-1", 5 * SECOND);

        assertThat(begun.lagSeconds()).isEmpty();
        assertThat(begun.reason()).contains(UnknownReason.PENDING);
        assertThat(begun.lagBytes()).contains(400L);
        assertThat(begun.summary())
                .isEqualTo("replay paused; for how long it is behind is not known yet, 400 B to apply");
        assertThat(later.lagSeconds()).contains(3.0);
        assertThat(later.lagIsLowerBound()).isTrue();
    }

    @Test
    void copyThatWasReadLongAgoIsNotReachable() {
        board.put(member("orders-db", 0, primary(100, 1)));
        board.put(member("standby-1", 0, new Copy(LinkState.STREAMING, "10.0.0.1:5432", 100L, false, null, null)));
        assertThat(link("standby-1", SECOND).state()).isEqualTo(LinkState.STREAMING);

        board.put(member("orders-db", 30 * SECOND, primary(100, 1)));

        assertThat(link("standby-1", 30 * SECOND).state()).isEqualTo(LinkState.CUT);
        assertThat(link("standby-1", 30 * SECOND).summary()).startsWith("out of reach");
    }

    @Test
    void primaryThatWasReadLongAgoMakesItsLinksUnknown() {
        board.put(member("orders-db", 0, primary(100, 1)));

        board.put(member(
                "standby-1", 30 * SECOND, new Copy(LinkState.STREAMING, "10.0.0.1:5432", 100L, false, null, null)));

        assertThat(link("standby-1", 30 * SECOND).health()).isEqualTo(Health.UNKNOWN);
        assertThat(link("standby-1", 30 * SECOND).reason()).contains(UnknownReason.PRIMARY_UNREACHABLE);
        assertThat(link("standby-1", 30 * SECOND).lagSeconds()).isEmpty();
    }

    @Test
    void copyWhosePrimaryIsWatchedElsewhereIsNotSaidToHaveLostIt() {
        AgentConfig alone = AgentConfig.parse("""
                node: {name: lag-db-2}
                targets:
                  - {name: standby-1, kind: postgresql, host: 10.0.0.2, username: m}
                """, Map.of());
        ReplicationBoard here = ReplicationBoard.of(alone);
        here.put(member("standby-1", 0, new Copy(LinkState.STREAMING, "10.0.0.1:5432", 100L, false, null, null)));

        ReplicationLink link = here.links(SECOND, NOW).getFirst();

        assertThat(link.health()).isEqualTo(Health.UP);
        assertThat(link.severity()).isEqualTo(Severity.INFO);
        assertThat(link.lagSeconds()).isEmpty();
        assertThat(link.reason()).contains(UnknownReason.NOT_CONFIGURED);
        assertThat(link.summary())
                .isEqualTo("streaming; its primary 10.0.0.1:5432 is not watched here, so how far it is behind is not"
                        + " known");

        here.put(member("standby-1", SECOND, paused(100)));
        assertThat(here.links(SECOND, NOW).getFirst().health()).isEqualTo(Health.DEGRADED);
        here.put(member("standby-1", SECOND, new Copy(LinkState.CUT, "", 100L, false, null, null)));
        assertThat(here.links(SECOND, NOW).getFirst().summary())
                .isEqualTo("not connected to the primary; its primary is not watched here, so how far it is behind is"
                        + " not known");
    }

    @Test
    void primaryThatIsATargetButWasNeverReadIsOutOfReach() {
        board.put(member("standby-1", 0, new Copy(LinkState.STREAMING, "10.0.0.1:5432", 100L, false, null, null)));

        assertThat(link("standby-1", SECOND).reason()).contains(UnknownReason.PRIMARY_UNREACHABLE);
        assertThat(link("standby-1", SECOND).health()).isEqualTo(Health.UNKNOWN);
    }

    private static Primary primary(long position, long timeline) {
        return new Primary(position, timeline, List.of(), Map.of(), null, null);
    }

    private static Copy paused(long position) {
        return new Copy(LinkState.STREAMING, "10.0.0.1:5432", position, true, null, null);
    }

    private Member member(String target, long readAt, Member.Side side) {
        LagLimits limits = config.targets().stream()
                .flatMap(each -> each instanceof TargetConfig.Postgres postgres
                        ? Stream.of(postgres.limits())
                        : Stream.<LagLimits>empty())
                .findFirst()
                .orElseThrow();
        String address = target.equals("orders-db") ? "10.0.0.1:5432" : target + ":5432";
        return new Member(
                target, ReplicationKind.POSTGRESQL_PHYSICAL, "7", address, true, readAt, NOW, limits, side, Map.of());
    }

    private ReplicationLink link(String name) {
        return link(name, 0);
    }

    private ReplicationLink link(String name, long nowNanos) {
        return board.links(nowNanos, NOW).stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
