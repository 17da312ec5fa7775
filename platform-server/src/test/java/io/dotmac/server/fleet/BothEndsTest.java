package io.dotmac.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.server.TestAgent;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Agents on the hosts of a primary and of its copies, each watching its own server.
class BothEndsTest {
    private static final String BEHIND = "12.0 s behind, 3 MB to apply";

    private final String system =
            Long.toString(ThreadLocalRandom.current().nextLong(1_000_000_000_000L, Long.MAX_VALUE));
    private TestPlatform platform;
    private TestAgent first;
    private TestAgent second;
    private TestAgent third;
    private long seq;

    @BeforeEach
    void start() throws IOException {
        platform = TestPlatform.start(TestPlatform.copy(), Map.of());
        first = TestAgent.enrol(platform, TestPlatform.OPERATOR, "lag-db-1");
        second = TestAgent.enrol(platform, TestPlatform.OPERATOR, "lag-db-2");
        third = TestAgent.enrol(platform, TestPlatform.OPERATOR, "lag-db-3");
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void linkIsShownOnceWithTheLagOfOneEndAndTheStateOfTheOther() throws IOException {
        send(first, primaryEnd("walreceiver", LinkState.STREAMING, Map.of()));
        send(second, copyEnd("orders-2", LinkState.STREAMING, Map.of()));

        assertThat(links()).singleElement().satisfies(row -> {
            assertThat(row.nodeName()).isEqualTo("lag-db-1");
            assertThat(row.link().standby()).isEqualTo("orders-2 on lag-db-2");
            assertThat(row.link().state()).isEqualTo(LinkState.STREAMING);
            assertThat(row.link().severity()).isEqualTo(Severity.OK);
            assertThat(row.link().lagSeconds()).contains(12.0);
            assertThat(row.link().facts())
                    .containsEntry("primary.lsn", "0/5000000")
                    .containsEntry("standby.lsn", "0/4000000");
        });

        send(second, copyEnd("orders-2", LinkState.PAUSED, Map.of()));

        assertThat(links()).singleElement().satisfies(row -> {
            assertThat(row.link().state()).isEqualTo(LinkState.PAUSED);
            assertThat(row.link().health()).isEqualTo(Health.DEGRADED);
            assertThat(row.link().severity()).isEqualTo(Severity.MINOR);
            assertThat(row.link().lagSeconds()).contains(12.0);
            assertThat(row.link().summary()).isEqualTo("paused; " + BEHIND);
        });

        send(second, copyEnd("orders-2", LinkState.CUT, Map.of()));

        assertThat(links()).singleElement().satisfies(row -> {
            assertThat(row.link().state()).isEqualTo(LinkState.CUT);
            assertThat(row.link().health()).isEqualTo(Health.DOWN);
            assertThat(row.link().severity()).isEqualTo(Severity.CRITICAL);
            assertThat(row.link().lagSeconds()).contains(12.0);
        });
    }

    @Test
    void ofSeveralCopiesEachFindsItsOwnBySlotOrName() throws IOException {
        send(
                first,
                primaryEnd("orders_3", LinkState.STREAMING, Map.of()),
                primaryEnd("walreceiver", LinkState.CATCHING_UP, Map.of("slot", "two")));
        send(second, copyEnd("orders-2", LinkState.STREAMING, Map.of("standby.receiver.slot_name", "two")));
        send(third, copyEnd("orders-3", LinkState.STREAMING, Map.of()));

        assertThat(links())
                .extracting(row -> row.link().name() + " is " + row.link().standby())
                .containsExactlyInAnyOrder("orders_3 is orders-3 on lag-db-3", "walreceiver is orders-2 on lag-db-2");

        send(second, copyEnd("orders-2", LinkState.CUT, Map.of()));

        assertThat(links())
                .filteredOn(row -> row.link().state() == LinkState.CUT)
                .extracting(row -> row.link().name())
                .containsExactly("walreceiver");
    }

    @Test
    void copyThatFollowsAnotherHistoryOrAnotherIspsIsNotJoined() throws IOException {
        TestAgent foreign = TestAgent.enrol(platform, TestPlatform.OTHER, "lag-db-2");
        send(first, primaryEnd("walreceiver", LinkState.STREAMING, Map.of("primary.timeline", "2")));
        send(second, copyEnd("orders-2", LinkState.STREAMING, Map.of("standby.receiver.received_tli", "1")));
        send(foreign, copyEnd("orders-2", LinkState.STREAMING, Map.of("standby.receiver.received_tli", "2")));

        assertThat(links()).extracting(LiveRow.Replication::nodeName).containsExactlyInAnyOrder("lag-db-1", "lag-db-2");
    }

    @Test
    void whenOneAgentIsSilentTheOtherIsShownAlone() throws IOException {
        send(first, primaryEnd("walreceiver", LinkState.STREAMING, Map.of()));
        send(second, copyEnd("orders-2", LinkState.STREAMING, Map.of()));
        assertThat(links()).hasSize(1);

        platform.clock().advance(Duration.ofSeconds(50));
        send(second, copyEnd("orders-2", LinkState.STREAMING, Map.of()));
        await().until(() -> links().size() == 2);

        assertThat(links())
                .extracting(row -> row.nodeName() + " " + row.link().health())
                .containsExactlyInAnyOrder("lag-db-1 UNKNOWN", "lag-db-2 UP");

        send(first, primaryEnd("walreceiver", LinkState.STREAMING, Map.of()));
        assertThat(links()).hasSize(1);
        send(second);
        assertThat(links())
                .singleElement()
                .satisfies(row -> assertThat(row.link().standby()).isEqualTo("walreceiver"));
    }

    @Test
    void serverThatStartsLaterJoinsThemToo() throws IOException {
        send(first, primaryEnd("walreceiver", LinkState.STREAMING, Map.of()));
        send(second, copyEnd("orders-2", LinkState.PAUSED, Map.of()));

        try (TestPlatform later = TestPlatform.start(platform.database(), Map.of())) {
            assertThat(links(later))
                    .singleElement()
                    .satisfies(row -> assertThat(row.link().state()).isEqualTo(LinkState.PAUSED));
        }
    }

    private List<LiveRow.Replication> links() throws IOException {
        return links(platform);
    }

    private List<LiveRow.Replication> links(TestPlatform server) throws IOException {
        return server.as(TestPlatform.VIEWER).list("/api/v1/replication", LiveRow.Replication.class).stream()
                .filter(row -> row.link().cluster().equals(system))
                .toList();
    }

    private ReplicationLink primaryEnd(String name, LinkState state, Map<String, String> more) {
        Map<String, String> facts = new TreeMap<>(Map.of("primary.role", "primary", "primary.lsn", "0/5000000"));
        facts.putAll(more);
        Optional<String> slot = Optional.ofNullable(facts.remove("slot"));
        return link(name, state, Optional.of(12.0), slot, "; " + BEHIND, Optional.empty(), facts);
    }

    private ReplicationLink copyEnd(String name, LinkState state, Map<String, String> more) {
        Map<String, String> facts = new TreeMap<>(Map.of("standby.role", "standby", "standby.lsn", "0/4000000"));
        facts.putAll(more);
        Optional<UnknownReason> reason = Optional.of(UnknownReason.NOT_CONFIGURED);
        return link(name, state, Optional.empty(), Optional.empty(), "; not watched here", reason, facts);
    }

    private ReplicationLink link(
            String name,
            LinkState state,
            Optional<Double> lag,
            Optional<String> slot,
            String rest,
            Optional<UnknownReason> reason,
            Map<String, String> facts) {
        Instant now = platform.clock().instant();
        Severity severity = switch (state) {
            case CUT -> Severity.CRITICAL;
            case PAUSED -> Severity.MINOR;
            default -> lag.isPresent() ? Severity.OK : Severity.INFO;
        };
        Health health = switch (severity) {
            case CRITICAL -> Health.DOWN;
            case MINOR -> Health.DEGRADED;
            default -> Health.UP;
        };
        return new ReplicationLink(
                name,
                ReplicationKind.POSTGRESQL_PHYSICAL,
                system,
                "orders-db",
                name,
                state,
                "async",
                lag,
                false,
                Optional.empty(),
                slot,
                Optional.empty(),
                health,
                severity,
                reason,
                state.name().toLowerCase(Locale.ROOT) + rest,
                now,
                now,
                facts);
    }

    private void send(TestAgent agent, ReplicationLink... links) throws IOException {
        seq++;
        Instant now = platform.clock().instant();
        agent.send(new Report(
                "b-" + agent.node(),
                seq,
                now,
                seq,
                true,
                10_000,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(links),
                Samples.none(now),
                List.of()));
    }
}
