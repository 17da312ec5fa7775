package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.ReplayResult;
import io.dotmac.model.alert.ReplayResult.Episode;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.server.fleet.SampleHistory;
import io.dotmac.server.fleet.SampleHistory.Point;
import io.dotmac.server.fleet.StateHistory;
import io.dotmac.server.platform.http.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Holds a rule against stored samples and states, with the same code that judges new ones.
final class Replay {
    private static final int SHOWN = 100;

    /// A real alert counts as found when the rule would have told of it so much earlier or later.
    private static final Duration NEAR = Duration.ofMinutes(10);

    private final AlertRealm realm;
    private final SampleHistory history;
    private final UnaryOperator<Instant> oldest;
    private final StateHistory states;
    private final TransitionStore transitions = new TransitionStore();
    private final Clock clock;

    /// @param oldest since when samples are kept
    Replay(AlertRealm realm, SampleHistory history, UnaryOperator<Instant> oldest, StateHistory states, Clock clock) {
        this.realm = realm;
        this.history = history;
        this.oldest = oldest;
        this.states = states;
        this.clock = clock;
    }

    ReplayResult run(TenantId tenant, AlertRule rule, int days) {
        if (tenant.equals(AlertRealm.PLATFORM)) {
            throw Refusal.conflict("NOT_STORED", "figures of the platform itself are not stored to be replayed");
        }
        if (Signals.isFleeting(rule.metric())) {
            throw Refusal.conflict(
                    "NOT_STORED",
                    "metric " + rule.metric() + " follows from several values and is not stored to be replayed");
        }
        Instant to = clock.instant();
        Instant wanted = to.minus(Duration.ofDays(days));
        Instant kept = Signals.holds(rule.metric()) ? wanted : oldest.apply(to);
        Instant from = wanted.isBefore(kept) ? kept : wanted;
        Run run = new Run(tenant, rule);
        if (Signals.holds(rule.metric())) {
            states(run, tenant, rule, from, to);
        } else {
            history.read(
                    tenant,
                    new SampleHistory.Wanted(Signals.stored(rule.metric()), rule.target(), from, to),
                    point -> run.take(point, Signals.figure(rule.metric(), point.value(), point.at())));
        }
        run.close(to);
        List<Transition> did = realm.in(tenant, tx -> transitions.fired(tx, tenant, rule.name(), from, to));
        int missed = (int) did.stream().filter(fired -> !run.found(fired)).count();
        return new ReplayResult(
                from,
                to,
                run.series,
                run.samples,
                run.episodes.size(),
                did.size(),
                missed,
                run.episodes.stream().limit(SHOWN).toList());
    }

    /// States count from when they began, or from the beginning of the history that is looked at.
    private void states(Run run, TenantId tenant, AlertRule rule, Instant from, Instant to) {
        for (Topic topic : Topic.values()) {
            if (Signals.isOf(topic, rule.metric())) {
                states.each(tenant, topic, from, to, stretch -> stretch(run, rule, stretch, from, to));
            }
        }
    }

    private static void stretch(Run run, AlertRule rule, StateHistory.Stretch stretch, Instant from, Instant to) {
        Instant begin = stretch.from().isBefore(from) ? from : stretch.from();
        Instant end = stretch.to().filter(at -> at.isBefore(to)).orElse(to);
        for (Signals.Signal signal : Signals.of(stretch.row())) {
            Series series = signal.series();
            boolean wanted = series.metric().equals(rule.metric())
                    && rule.target()
                            .filter(target -> !target.equals(series.target()))
                            .isEmpty();
            if (wanted) {
                Named node = named(stretch.row());
                Point point = new Point(node.id, node.name, series.target(), series.instance(), begin, signal.value());
                if (!Double.isNaN(signal.value())) {
                    run.take(point, signal.value());
                }
                run.hold(point, end);
            }
        }
    }

    /// A node and what it is called.
    private record Named(NodeId id, String name) {}

    private static Named named(LiveRow row) {
        return switch (row) {
            case LiveRow.Node node -> new Named(node.id(), node.name());
            case LiveRow.Dependency one -> new Named(one.node(), one.nodeName());
            case LiveRow.Replication one -> new Named(one.node(), one.nodeName());
            case LiveRow.Container one -> new Named(one.node(), one.nodeName());
            case LiveRow.Workload one -> new Named(one.node(), one.nodeName());
            case LiveRow.Alert alert -> throw new IllegalArgumentException("alerts have no node");
        };
    }

    /// One pass over the samples or states, series after series.
    private static final class Run {
        private final TenantId tenant;
        private final AlertRule rule;
        private final List<Episode> episodes = new ArrayList<>();
        private final Map<String, List<Episode>> byFingerprint = new HashMap<>();
        private Optional<Place> place = Optional.empty();
        private Optional<Watch> watch = Optional.empty();
        private Optional<Instant> since = Optional.empty();
        private Instant last = Instant.EPOCH;
        private Level worst = Level.OK;
        private int series;
        private long samples;

        Run(TenantId tenant, AlertRule rule) {
            this.tenant = tenant;
            this.rule = rule;
        }

        void take(Point point, double value) {
            Place here = place(point);
            boolean same = place.equals(Optional.of(here));
            boolean wasGone = Signals.holds(rule.metric()) && point.at().isAfter(last);
            if (!same || wasGone) {
                close(last);
                place = Optional.of(here);
                watch = Optional.of(new Watch(rule, here, Signals.holds(rule.metric())));
                series += same ? 0 : 1;
            }
            samples++;
            last = point.at();
            Watch now = watch.orElseThrow();
            now.measure(value, point.at());
            judged(now, point.at());
        }

        /// The state that was taken last goes on until then, so what had to wait for its duration may fire. The same
        /// where it is not known meanwhile.
        void hold(Point point, Instant until) {
            if (!place.equals(Optional.of(place(point)))) {
                return;
            }
            Watch now = watch.orElseThrow();
            Instant due = now.at().plusSeconds(rule.forSeconds());
            if (now.isWaiting() && !due.isAfter(until)) {
                now.pass(due);
                judged(now, due);
            }
            last = until;
        }

        private Place place(Point point) {
            return new Place(tenant, point.node().toString(), point.nodeName(), point.target(), point.instance());
        }

        private void judged(Watch now, Instant at) {
            now.told(at);
            if (now.level() == Level.OK) {
                close(at);
                return;
            }
            since = since.or(() -> Optional.of(at));
            worst = worst.worse(now.level());
        }

        void close(Instant at) {
            if (since.isPresent() && place.isPresent()) {
                Place where = place.get();
                Episode episode = new Episode(where.node(), where.target(), where.instance(), worst, since.get(), at);
                episodes.add(episode);
                byFingerprint
                        .computeIfAbsent(where.fingerprint(rule.name()), key -> new ArrayList<>())
                        .add(episode);
            }
            since = Optional.empty();
            worst = Level.OK;
        }

        boolean found(Transition fired) {
            return byFingerprint.getOrDefault(fired.fingerprint(), List.of()).stream()
                    .anyMatch(episode -> !fired.at().isBefore(episode.from().minus(NEAR))
                            && !fired.at().isAfter(episode.to().plus(NEAR)));
        }
    }
}
