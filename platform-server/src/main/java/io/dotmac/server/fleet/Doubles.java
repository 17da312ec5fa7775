package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.report.Report;
import io.dotmac.server.platform.http.Refusal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds machines that report as one node, because a disk was copied with the agent's identity on it, and keeps them
/// apart until somebody enrols one anew.
///
/// An agent that is started again has a new boot, and its old one is heard no more but for its backlog. Where fresh
/// reports of one boot come, then of another, then of the first again, two machines are at work. The one that was there
/// first is believed; the other's reports are put off, which it keeps, so that nothing is lost whichever was meant.
///
/// Safe for use by several threads.
final class Doubles {
    /// How long after the last report that was put off the node is taken for one again.
    static final Duration CALM = Duration.ofMinutes(30);

    private static final Logger LOG = System.getLogger(Doubles.class.getName());
    private static final int RETURNS = 3;
    private static final int BOOTS = 8;
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration GONE = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final Map<NodeId, Machines> nodes = new HashMap<>();
    private final Map<NodeId, Doubled> doubled = new HashMap<>();
    private final Clock clock;

    /// What reports as a node.
    private static final class Machines {
        private final Map<String, Instant> lastByBoot = new LinkedHashMap<>();
        private final Deque<Instant> returns = new ArrayDeque<>();
        private String boot = "";
    }

    /// A node that more than one machine claims to be.
    ///
    /// @param kept boot that is believed
    /// @param until when it is taken for one again
    record Doubled(NodeKey key, String kept, Instant until) {}

    Doubles(Clock clock) {
        this.clock = clock;
    }

    /// A report was stored, here or by another server.
    ///
    /// @return the node, when this report shows that it is doubled
    synchronized Optional<Doubled> heard(Arrival arrival) {
        if (!isFresh(arrival)) {
            return Optional.empty();
        }
        Machines machines = nodes.computeIfAbsent(arrival.key().node(), any -> new Machines());
        String boot = arrival.report().boot();
        Instant now = arrival.receivedAt();
        boolean known = machines.lastByBoot.put(boot, now) != null;
        boolean returned = known && !boot.equals(machines.boot);
        machines.boot = boot;
        while (machines.lastByBoot.size() > BOOTS) {
            machines.lastByBoot.remove(machines.lastByBoot.keySet().iterator().next());
        }
        if (!returned) {
            return Optional.empty();
        }
        machines.returns.add(now);
        machines.returns.removeIf(at -> at.isBefore(now.minus(WINDOW)));
        Doubled before = doubled.get(arrival.key().node());
        if (machines.returns.size() < RETURNS || (before != null && !before.kept.isEmpty())) {
            return Optional.empty();
        }
        machines.returns.clear();
        String kept = machines.lastByBoot.entrySet().stream()
                .filter(one -> one.getValue().isAfter(now.minus(GONE)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(boot);
        Doubled found = new Doubled(arrival.key(), kept, now.plus(CALM));
        doubled.put(arrival.key().node(), found);
        LOG.log(
                Level.WARNING,
                "two machines report as one node, the later is put off node={0}",
                arrival.key().node());
        return Optional.of(found);
    }

    private static boolean isFresh(Arrival arrival) {
        return arrival.position().collectedAt().isAfter(arrival.receivedAt().minus(FRESH));
    }

    /// Throws [Refusal] for a report of the machine that came second.
    synchronized void check(NodeKey key, Report report) {
        Doubled known = doubled.get(key.node());
        if (known == null || known.kept.equals(report.boot())) {
            return;
        }
        Instant now = clock.instant();
        Machines machines = nodes.getOrDefault(key.node(), new Machines());
        Instant last = machines.lastByBoot.getOrDefault(known.kept, Instant.MIN);
        if (last.isBefore(now.minus(GONE))) {
            doubled.put(key.node(), new Doubled(key, report.boot(), known.until));
            return; // The first was switched off, or started again.
        }
        doubled.put(key.node(), new Doubled(key, known.kept, now.plus(CALM)));
        throw Refusal.unavailable(
                "IDENTITY_IN_USE",
                "another machine reports as node " + key.node()
                        + ": the agent's identity was copied with its disk; enrol this one as a node of its own",
                RETRY);
    }

    /// A node that was doubled before this server started; which machine to believe is to be found out anew.
    synchronized void resume(NodeKey key) {
        doubled.putIfAbsent(key.node(), new Doubled(key, "", clock.instant().plus(CALM)));
    }

    /// Nodes that are taken for one again.
    synchronized List<Doubled> calmed() {
        Instant now = clock.instant();
        List<Doubled> over = new ArrayList<>();
        doubled.values().removeIf(one -> {
            boolean calm = !one.until.isAfter(now);
            if (calm) {
                over.add(one);
            }
            return calm;
        });
        return over;
    }

    /// The node is no more. Whether it was doubled.
    synchronized boolean forget(NodeId node) {
        nodes.remove(node);
        return doubled.remove(node) != null;
    }
}
