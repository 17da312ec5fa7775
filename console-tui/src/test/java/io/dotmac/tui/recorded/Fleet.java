package io.dotmac.tui.recorded;

import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.HostSummary;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A few machines of two small ISPs in Nigeria, as they were at one moment.
public final class Fleet {
    private final Instant now;

    /// @param now the moment
    public Fleet(Instant now) {
        this.now = now;
    }

    /// Everything, one thing of each kind of trouble.
    public List<LiveRow> rows() {
        List<LiveRow> rows = new ArrayList<>();
        rows.add(node("lag-db-1", Severity.OK, 5, 5));
        rows.add(node("lag-db-2", Severity.OK, 3, 3));
        rows.add(node("lag-db-3", Severity.MINOR, 3, 3));
        rows.add(node("lag-app-2", Severity.CRITICAL, 3, 4));
        rows.add(node("abj-app-1", Severity.MINOR, 4, 4));
        rows.add(node("phc-app-1", Severity.OK, 4, 4));
        for (String db : List.of("lag-db-1", "lag-db-2", "lag-db-3")) {
            rows.add(up(db, "orders-db", DependencyKind.POSTGRESQL, 1.4));
            rows.add(up(db, "pool", DependencyKind.PGBOUNCER, 0.6));
            rows.add(up(db, "vault", DependencyKind.VAULT, 4.2));
        }
        for (String app : List.of("abj-app-1", "phc-app-1")) {
            rows.add(up(app, "sessions", DependencyKind.REDIS, 0.4));
            rows.add(up(app, "portal", DependencyKind.HTTP, 38));
            rows.add(up(app, "engine", DependencyKind.DOCKER, 2.2));
            rows.add(up(app, "resolver", DependencyKind.DNS, 11));
        }
        rows.add(redisDown());
        rows.add(up("lag-app-2", "portal", DependencyKind.HTTP, 41));
        rows.add(slowPortal());
        rows.add(link("lag-db-2", 0.3, Severity.OK));
        rows.add(link("lag-db-3", 18.4, Severity.MINOR));
        rows.add(cut("abj-db-2"));
        return rows;
    }

    /// A node.
    public LiveRow.Node node(String name, Severity severity, int up, int total) {
        return new LiveRow.Node(
                id(name),
                "northnet",
                name,
                NodeState.UP,
                severity,
                now.minus(Duration.ofHours(9)),
                Optional.of(now),
                10_000,
                "0.1.0",
                "Debian GNU/Linux 13",
                Optional.of(12L),
                Optional.of(new HostSummary(
                        Optional.of(12.0 + name.length()),
                        Optional.of(41.0),
                        Optional.of(63.0),
                        Optional.of(0.31),
                        Optional.of(864_000L))),
                up,
                total);
    }

    /// A dependency that works.
    public LiveRow.Dependency up(String node, String name, DependencyKind kind, double latencyMillis) {
        return dependency(
                node,
                new DependencyState(
                        name,
                        kind,
                        Health.UP,
                        Severity.OK,
                        Optional.empty(),
                        Optional.empty(),
                        "answers",
                        now.minus(Duration.ofHours(9)),
                        now,
                        Optional.of(latencyMillis),
                        Map.of("version", "18.6")));
    }

    /// A Redis that was killed.
    public LiveRow.Dependency redisDown() {
        return dependency(
                "lag-app-2",
                new DependencyState(
                        "sessions",
                        DependencyKind.REDIS,
                        Health.DOWN,
                        Severity.CRITICAL,
                        Optional.empty(),
                        Optional.of(ErrorClass.REFUSED),
                        "refused by 127.0.0.1:6379",
                        now.minus(Duration.ofMinutes(12)),
                        now,
                        Optional.empty(),
                        Map.of("role", "master")));
    }

    /// The same Redis, at work again.
    public LiveRow.Dependency redisUp() {
        return up("lag-app-2", "sessions", DependencyKind.REDIS, 0.4);
    }

    /// A slow portal.
    public LiveRow.Dependency slowPortal() {
        return dependency(
                "abj-app-1",
                new DependencyState(
                        "signup",
                        DependencyKind.HTTP,
                        Health.DEGRADED,
                        Severity.MINOR,
                        Optional.empty(),
                        Optional.empty(),
                        "answers in 1.4 s, warns from 1 s",
                        now.minus(Duration.ofMinutes(3)),
                        now,
                        Optional.of(1400.0),
                        Map.of()));
    }

    /// A dependency as its node sees it.
    public LiveRow.Dependency dependency(String node, DependencyState state) {
        return new LiveRow.Dependency(id(node), node, "northnet", state, now);
    }

    /// A standby that follows.
    public LiveRow.Replication link(String standby, double lagSeconds, Severity severity) {
        long bytes = (long) (lagSeconds * 2_228_000);
        return new LiveRow.Replication(
                id("lag-db-1"),
                "lag-db-1",
                "northnet",
                new ReplicationLink(
                        standby,
                        ReplicationKind.POSTGRESQL_PHYSICAL,
                        "7401552310928374655",
                        "lag-db-1",
                        standby,
                        LinkState.STREAMING,
                        "async",
                        Optional.of(lagSeconds),
                        false,
                        Optional.of(bytes),
                        Optional.of("slot_" + standby.replace('-', '_')),
                        Optional.of(bytes + 1_000_000),
                        severity == Severity.OK ? Health.UP : Health.DEGRADED,
                        severity,
                        Optional.empty(),
                        severity == Severity.OK ? "follows" : "18.4 s behind, warns from 10 s",
                        now.minus(Duration.ofMinutes(4)),
                        now,
                        Map.of("flush_lsn", "0/3A1F2C8")),
                now);
    }

    /// A standby whose receiver was cut off.
    public LiveRow.Replication cut(String standby) {
        return new LiveRow.Replication(
                id("lag-db-1"),
                "lag-db-1",
                "northnet",
                new ReplicationLink(
                        standby,
                        ReplicationKind.POSTGRESQL_PHYSICAL,
                        "7401552310928374655",
                        "lag-db-1",
                        standby,
                        LinkState.CUT,
                        "async",
                        Optional.of(95.0),
                        true,
                        Optional.of(912_000_000L),
                        Optional.of("slot_" + standby.replace('-', '_')),
                        Optional.of(913_000_000L),
                        Health.DOWN,
                        Severity.CRITICAL,
                        Optional.empty(),
                        "receiver is not connected to lag-db-1",
                        now.minus(Duration.ofSeconds(95)),
                        now,
                        Map.of()),
                now);
    }

    /// The id of the node of that name.
    public static NodeId id(String node) {
        return new NodeId(
                new java.util.UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L | (node.hashCode() & 0xffffffffL)));
    }
}
