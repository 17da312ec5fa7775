package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.MissingData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// One rule on one series: holds values against the edges, waits for the rule's duration, wants them well back before
/// all is good again, and holds what comes and goes. Not safe for several threads.
final class Watch {
    private static final Duration FLAP_SPAN = Duration.ofMinutes(10);

    /// Values further apart than this do not make one duration, unless they always are.
    private static final Duration GAP = Duration.ofMinutes(2);

    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);
    private static final int FLAPS = 6;
    private static final int CALM = 2;

    /// A time that lies further back than this is no late value but a clock that was set back.
    private static final Duration CLOCK_JUMP = Duration.ofMinutes(1);

    private final AlertRule rule;
    private final Place place;
    private final boolean holds;
    private final String fingerprint;
    private final Map<Level, Instant> pastSince = new EnumMap<>(Level.class);
    private final Deque<Instant> turns = new ArrayDeque<>();
    private final Rhythm rhythm = new Rhythm();
    private Level judged = Level.OK;
    private Level level = Level.OK;
    private Level told = Level.OK;
    private boolean flapping;
    private boolean stale;
    private boolean missing;
    private boolean unreported;
    private double value;
    private Instant at = Instant.MIN;
    private Instant toldAt = Instant.EPOCH;
    private Instant waitedSince = Instant.MAX;
    private boolean changed;

    /// @param holds whether a value holds until the next one comes, as a state does
    Watch(AlertRule rule, Place place, boolean holds) {
        this.rule = rule;
        this.place = place;
        this.holds = holds;
        this.fingerprint = place.fingerprint(rule.name());
    }

    AlertRule rule() {
        return rule;
    }

    Place place() {
        return place;
    }

    /// What it watches.
    Series series() {
        return place.series(rule.metric());
    }

    String fingerprint() {
        return fingerprint;
    }

    Level level() {
        return level;
    }

    /// When it was last measured.
    Instant at() {
        return at;
    }

    /// Since when nothing was measured; a time far ahead where nothing is waited for.
    Instant silentSince() {
        return at.equals(Instant.MIN) ? waitedSince : at;
    }

    /// How long it is usual that nothing is measured; zero where it is not known.
    Duration interval() {
        return rhythm.interval();
    }

    /// It was measured by an earlier run of the server, and should be again from now on.
    void waitSince(Instant now) {
        waitedSince = now;
    }

    /// Goes on where an alert stands that was raised before.
    void resume(Alert alert) {
        Level open = alert.level();
        Instant since = alert.startsAt();
        judged = open;
        level = open;
        told = open;
        flapping = alert.flapping();
        stale = alert.stale();
        value = alert.value().orElse(value);
        for (Level each : Level.values()) {
            if (each != Level.OK && each.compareTo(open) <= 0 && rule.edge(each).isPresent()) {
                pastSince.put(each, since.minusSeconds(rule.forSeconds()));
            }
        }
    }

    /// Takes a value; returns whether there is something to tell.
    boolean measure(double measured, Instant when) {
        if (when.isBefore(at)) {
            if (Duration.between(when, at).compareTo(CLOCK_JUMP) < 0) {
                return false;
            }
            pastSince.replaceAll((edge, since) -> since.isAfter(when) ? when : since);
            turns.clear();
        }
        if (!holds && !at.equals(Instant.MIN) && rhythm.isGap(Duration.between(at, when), GAP)) {
            pastSince.keySet().removeIf(edge -> edge.compareTo(judged) > 0); // What was between is not known.
        }
        if (!missing && !at.equals(Instant.MIN) && when.isAfter(at)) {
            rhythm.learn(Duration.between(at, when));
        }
        at = when;
        value = measured;
        missing = false;
        unreported = false;
        fresh(true);
        judge(when);
        return changed();
    }

    /// Time has passed and the last value still holds; returns whether there is something to tell.
    boolean pass(Instant now) {
        judge(now);
        return changed();
    }

    /// Whether time alone may change something.
    boolean isWaiting() {
        return flapping || (holds && pastSince.keySet().stream().anyMatch(edge -> edge.compareTo(judged) > 0));
    }

    /// It cannot be told any more how this is; returns whether there is something to tell.
    boolean lost() {
        fresh(false);
        return changed();
    }

    /// The values stopped although their node is heard; returns whether there is something to tell.
    boolean missing(Instant now) {
        switch (rule.missing()) {
            case KEEP -> fresh(false);
            case RESOLVE -> end();
            case FIRE -> {
                if (!missing) {
                    missing = true;
                    judged = rule.critical().isPresent() ? Level.CRITICAL : Level.WARNING;
                    level = judged;
                    at = now;
                    changed = true;
                }
            }
        }
        return changed();
    }

    /// There is no such thing any more; returns whether there is something to tell.
    boolean gone() {
        end();
        return changed();
    }

    /// It is not reported any more although the rest of its target is; returns whether there is something to tell. A
    /// rule that fires on missing values goes on.
    boolean unreported() {
        if (rule.missing() != MissingData.FIRE) {
            unreported = true;
            end();
        }
        return changed();
    }

    Finding finding(Instant now) {
        Level shown = level == Level.OK ? told : level;
        return new Finding(
                place.tenant(),
                fingerprint,
                rule.name(),
                level,
                missing ? rule.name() + ": no data" : Summary.of(rule, place, value, shown),
                place.labels(rule.name(), shown),
                Map.of(),
                missing ? Optional.empty() : Optional.of(value),
                now,
                Optional.empty(),
                flapping,
                stale,
                false,
                "",
                unreported ? place.instance() + " is no longer reported" : "");
    }

    /// What was found is on its way.
    void told(Instant now) {
        told = level;
        toldAt = now;
        changed = false;
    }

    /// Another server may have judged it meanwhile: goes on where its alert stands, unless what was found here is still
    /// on its way.
    void agree(Optional<Alert> alert, Instant now) {
        boolean onItsWay = toldAt.plus(ON_ITS_WAY).isAfter(now) && !toldAt.isAfter(now);
        Level open = alert.map(Alert::level).orElse(Level.OK);
        if (onItsWay || open == level) {
            return;
        }
        end();
        stale = false;
        told = Level.OK;
        changed = false;
        alert.ifPresent(this::resume);
    }

    /// Whether missing values of this are to be looked for.
    boolean isMissed() {
        return level != Level.OK || rule.missing() == MissingData.FIRE;
    }

    private void judge(Instant now) {
        Level next = Level.OK;
        for (Level edge : Level.values()) {
            if (edge != Level.OK && reached(edge, now)) {
                next = edge;
            }
        }
        if ((next == Level.OK) != (judged == Level.OK)) {
            turns.addLast(now);
        }
        judged = next;
        while (!turns.isEmpty() && !turns.getFirst().isAfter(now.minus(FLAP_SPAN))) {
            turns.removeFirst();
        }
        boolean flaps = flapping ? turns.size() > CALM : turns.size() >= FLAPS;
        if (flaps != flapping) {
            flapping = flaps;
            changed = true;
        }
        level(flapping && judged == Level.OK ? level.worse(Level.WARNING) : judged);
    }

    private boolean reached(Level edge, Instant now) {
        Optional<Double> limit = rule.edge(edge);
        if (limit.isEmpty() || !isPast(limit.get(), judged.compareTo(edge) >= 0 ? rule.margin() : 0)) {
            pastSince.remove(edge);
            return false;
        }
        Instant since = pastSince.computeIfAbsent(edge, first -> now);
        return !now.isBefore(since.plusSeconds(rule.forSeconds()));
    }

    private boolean isPast(double edge, double margin) {
        return rule.below() ? value < edge + margin : value > edge - margin;
    }

    private void end() {
        pastSince.clear();
        turns.clear();
        judged = Level.OK;
        missing = false;
        flapping = false;
        level(Level.OK);
    }

    private void level(Level next) {
        if (next != level) {
            level = next;
            changed = true;
        }
    }

    private void fresh(boolean known) {
        boolean next = !known && level != Level.OK;
        if (next != stale) {
            stale = next;
            changed = true;
        }
    }

    private boolean changed() {
        return changed;
    }
}
