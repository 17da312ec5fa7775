package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.ReplayResult;
import io.dotmac.model.alert.ReplayResult.Episode;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.fleet.SampleHistory;
import io.dotmac.server.platform.http.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds a rule against stored samples, with the same code that judges new ones.
final class Replay {
    private static final int SHOWN = 100;

    /// A real alert counts as found when the rule would have told of it so much earlier or later.
    private static final Duration NEAR = Duration.ofMinutes(10);

    private final AlertRealm realm;
    private final SampleHistory history;
    private final TransitionStore transitions = new TransitionStore();
    private final Clock clock;

    Replay(AlertRealm realm, SampleHistory history, Clock clock) {
        this.realm = realm;
        this.history = history;
        this.clock = clock;
    }

    ReplayResult run(TenantId tenant, AlertRule rule, int days) {
        String stored = rule.metric().equals(Signals.DEPENDENCY_DOWN) ? Metrics.DEPENDENCY_UP : rule.metric();
        if (Signals.holds(stored) || tenant.equals(AlertRealm.PLATFORM)) {
            throw Refusal.conflict(
                    "NOT_STORED", "metric " + rule.metric() + " is a state, of which no samples are stored to replay");
        }
        Instant to = clock.instant();
        Instant from = to.minus(Duration.ofDays(days));
        Run run = new Run(tenant, rule);
        boolean inverted =
                stored.equals(Metrics.DEPENDENCY_UP) && !rule.metric().equals(stored);
        history.read(
                tenant,
                new SampleHistory.Wanted(stored, rule.target(), from, to),
                point -> run.take(point, inverted ? 1 - point.value() : point.value()));
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

    /// One pass over the samples, series after series.
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

        void take(SampleHistory.Point point, double value) {
            Place here = new Place(tenant, point.node().toString(), point.nodeName(), point.target(), point.instance());
            if (!place.equals(Optional.of(here))) {
                close(last);
                place = Optional.of(here);
                watch = Optional.of(new Watch(rule, here, false));
                series++;
            }
            samples++;
            last = point.at();
            Watch now = watch.orElseThrow();
            now.measure(value, point.at());
            now.told();
            if (now.level() == Level.OK) {
                close(point.at());
                return;
            }
            since = since.or(() -> Optional.of(point.at()));
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
