package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.fleet.series.Absences;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// All that is watched of one node. Not safe for several threads.
final class NodeWatch {
    /// How long it may take until everybody has heard what another server found.
    private static final Duration SHARED = Duration.ofSeconds(30);

    private final TenantId tenant;
    private final String id;
    private final Consumer<Watch> created;
    private final Map<Series, List<Watch>> watches = new HashMap<>();
    private final Absences absences = new Absences();
    private String name;
    private boolean down;
    private long intervalMillis = 10_000;
    private Instant heard = Instant.MIN;
    private String boot = "";
    private long seq;
    private Instant sharedUntil = Instant.MIN;

    /// @param created told of each new watch, to go on where an alert stands
    NodeWatch(TenantId tenant, String id, String name, Consumer<Watch> created) {
        this.tenant = tenant;
        this.id = id;
        this.name = name;
        this.created = created;
    }

    TenantId tenant() {
        return tenant;
    }

    /// Takes over what is known of the node itself.
    void is(String called, boolean isDown, long interval) {
        name = called;
        down = isDown;
        intervalMillis = interval;
    }

    boolean isDown() {
        return down;
    }

    /// Values of it came here.
    void heard(Instant at) {
        heard = at;
    }

    /// Whether other servers may have taken reports of it of late: this one does not follow on the last that came here.
    boolean isShared(Report report, Instant now) {
        boolean follows = report.boot().equals(boot) && report.seq() == seq + 1;
        boot = report.boot();
        seq = report.seq();
        if (!follows) {
            sharedUntil = now.plus(SHARED);
        }
        return now.isBefore(sharedUntil);
    }

    Instant heard() {
        return heard;
    }

    long intervalMillis() {
        return intervalMillis;
    }

    /// The watches of a series, made when they are first asked for.
    List<Watch> of(Series series, RuleBook rules) {
        List<Watch> known = watches.get(series);
        if (known != null) {
            return known;
        }
        List<Watch> made = new ArrayList<>();
        for (AlertRule rule : rules.of(series)) {
            Watch watch = new Watch(
                    rule,
                    new Place(tenant, id, name, series.target(), series.instance()),
                    Signals.holds(rule.metric()));
            created.accept(watch);
            made.add(watch);
        }
        watches.put(series, made);
        return made;
    }

    /// Whether a series is watched.
    boolean has(Series series) {
        return watches.containsKey(series);
    }

    /// All watches.
    List<Watch> all() {
        return watches.values().stream().flatMap(List::stream).toList();
    }

    /// What fires of parts of targets, by what is measured.
    Map<SeriesName, List<Watch>> firingParts() {
        Map<SeriesName, List<Watch>> firing = new HashMap<>();
        for (Watch watch : all()) {
            if (watch.level() != Level.OK && !watch.place().instance().isEmpty()) {
                Series series = watch.series();
                SeriesName measured = new SeriesName(series.target(), series.metric(), series.instance());
                firing.computeIfAbsent(measured, key -> new ArrayList<>()).add(watch);
            }
        }
        return firing;
    }

    /// Tells which parts of its targets are gone.
    Absences absences() {
        return absences;
    }

    /// Takes the watches of states away whose target is gone, and returns them.
    List<Watch> drop(Topic topic, String target) {
        List<Watch> dropped = new ArrayList<>();
        watches.entrySet().removeIf(entry -> {
            boolean gone = entry.getKey().target().equals(target)
                    && Signals.isOf(topic, entry.getKey().metric());
            if (gone) {
                dropped.addAll(entry.getValue());
            }
            return gone;
        });
        return dropped;
    }

    /// Takes all away, because the rules changed, and returns them.
    List<Watch> clear() {
        List<Watch> before = all();
        watches.clear();
        return before;
    }
}
