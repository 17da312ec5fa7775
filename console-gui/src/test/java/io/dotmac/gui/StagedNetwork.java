package io.dotmac.gui;

import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.NodeState;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesPoints;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A made-up ISP's network with a few faults in it, for looking at the console; test data, never shipped.
final class StagedNetwork {
    private static final List<String> NODES = List.of(
            "lag-db-1",
            "lag-db-2",
            "lag-db-3",
            "lag-app-1",
            "lag-app-2",
            "lag-app-3",
            "abj-db-1",
            "abj-app-1",
            "abj-edge-1",
            "phc-app-1",
            "phc-edge-1",
            "kan-edge-1");
    private static final List<String> STANDBYS = List.of("lag-db-2", "lag-db-3", "abj-db-2");

    private final Clock clock;
    private final StagedServer server;

    StagedNetwork(Clock clock, StagedServer server) {
        this.clock = clock;
        this.server = server;
    }

    /// All rows once, with history.
    void stage() {
        Instant now = clock.instant();
        STANDBYS.forEach(standby -> server.series(standby, history(standby, now)));
        server.put(rows(now));
    }

    private static SeriesPoints history(String standby, Instant now) {
        List<Instant> at = new ArrayList<>();
        List<Double> value = new ArrayList<>();
        for (int second = 900; second >= 0; second -= 5) {
            boolean hole = standby.equals("abj-db-2") && second > 300 && second < 380;
            if (!hole) {
                at.add(now.minusSeconds(second));
                value.add(lag(standby, second));
            }
        }
        return new SeriesPoints(new SeriesName(standby, Metrics.REPLICATION_LAG_SECONDS, ""), at, value);
    }

    /// Goes on until interrupted.
    void feed(Duration pace) throws InterruptedException {
        stage();
        CountDownLatch never = new CountDownLatch(1);
        while (!never.await(pace.toMillis(), TimeUnit.MILLISECONDS)) {
            stage();
        }
    }

    private List<LiveRow> rows(Instant now) {
        List<LiveRow> rows = new ArrayList<>();
        for (String node : NODES) {
            rows.add(Rows.node(node, NodeState.UP, severity(node), now));
            for (DependencyKind kind : kinds(node)) {
                String name = kind.name().toLowerCase(Locale.ROOT) + "-main";
                Severity severity = severity(node, kind);
                rows.add(Rows.dependency(node, kind, name, severity, summary(kind, severity), now));
            }
        }
        for (String standby : STANDBYS) {
            double lag = lag(standby, 0);
            Severity severity = lag > 10 ? Severity.MAJOR : Severity.OK;
            rows.add(Rows.link("lag-db-1", standby, LinkState.STREAMING, Optional.of(lag), severity, now));
        }
        return rows;
    }

    private static List<DependencyKind> kinds(String node) {
        if (node.contains("db")) {
            return List.of(
                    DependencyKind.HOST,
                    DependencyKind.POSTGRESQL,
                    DependencyKind.REDIS,
                    DependencyKind.TCP,
                    DependencyKind.TLS);
        }
        return node.contains("edge")
                ? List.of(DependencyKind.HOST, DependencyKind.HTTP, DependencyKind.TCP, DependencyKind.DNS)
                : List.of(
                        DependencyKind.HOST,
                        DependencyKind.REDIS,
                        DependencyKind.HTTP,
                        DependencyKind.TCP,
                        DependencyKind.DNS,
                        DependencyKind.TLS);
    }

    private static Severity severity(String node) {
        return switch (node) {
            case "lag-app-2" -> Severity.CRITICAL;
            case "lag-db-3" -> Severity.MAJOR;
            case "abj-app-1", "phc-edge-1" -> Severity.MINOR;
            default -> Severity.OK;
        };
    }

    private static Severity severity(String node, DependencyKind kind) {
        return switch (node + " " + kind) {
            case "lag-app-2 REDIS" -> Severity.CRITICAL;
            case "abj-app-1 HTTP", "phc-edge-1 DNS" -> Severity.MINOR;
            case "abj-edge-1 TCP" -> Severity.MAINTENANCE;
            case "lag-db-3 TCP" -> Severity.MAJOR;
            default -> Severity.OK;
        };
    }

    private static String summary(DependencyKind kind, Severity severity) {
        return switch (severity) {
            case CRITICAL -> "refused by 127.0.0.1:6379";
            case MAJOR -> "answers after 2.1 s, over 1.0 s";
            case MINOR -> "answers after 1.4 s, over 1.0 s";
            case MAINTENANCE -> "taken out for works until 18:00";
            case OK, INFO, STALE -> kind.name().toLowerCase(Locale.ROOT) + " answers";
        };
    }

    private static double lag(String standby, int secondsAgo) {
        return switch (standby) {
            case "lag-db-2" -> 0.3 + 0.05 * Math.sin(secondsAgo / 9.0);
            case "lag-db-3" -> secondsAgo > 360 ? 0.4 : 0.4 + (360 - secondsAgo) * 0.05;
            default -> 0.4 + 6 * Math.exp(-Math.pow((secondsAgo - 560) / 40.0, 2));
        };
    }
}
