package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Transition.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What becomes of an alert by what was found, and what there is to tell of it.
///
/// @param alert as it is from now on
/// @param external whether somebody outside told it
/// @param happened in order; empty when nothing that matters did
record AlertChange(Alert alert, boolean external, List<Step> happened) {
    AlertChange {
        happened = List.copyOf(happened);
    }

    /// As it is stored.
    AlertStore.Kept kept() {
        return new AlertStore.Kept(alert, external);
    }

    /// Something that happened.
    ///
    /// @param kind what
    /// @param actor who did it; absent for the program
    /// @param detail in words
    record Step(Kind kind, Optional<UUID> actor, String detail) {
        static Step of(Kind kind) {
            return new Step(kind, Optional.empty(), "");
        }

        static Step of(Kind kind, String detail) {
            return new Step(kind, Optional.empty(), detail);
        }
    }

    /// Holds a finding against what is stored; the same finding again changes nothing.
    ///
    /// @param stored the alert of that fingerprint, if there ever was one
    /// @return empty where there is nothing wrong and never was
    static Optional<AlertChange> of(Optional<Alert> stored, Finding found, Instant now) {
        boolean fires = found.level() != Level.OK;
        if (stored.isEmpty()) {
            return fires ? Optional.of(begun(found, 1, now)) : Optional.empty();
        }
        Alert before = stored.get();
        boolean fired = before.state() == AlertState.FIRING;
        if (!fires) {
            return fired ? Optional.of(ended(before, found, now)) : Optional.empty();
        }
        return Optional.of(fired ? gone(before, found, now) : begun(found, before.episode() + 1, now));
    }

    private static AlertChange begun(Finding found, int episode, Instant now) {
        Alert alert = new Alert(
                found.fingerprint(),
                found.rule(),
                AlertState.FIRING,
                found.level(),
                found.summary(),
                found.labels(),
                found.annotations(),
                found.value(),
                episode,
                1,
                found.at(),
                found.endsAt(),
                now,
                Optional.empty(),
                Optional.empty(),
                found.flapping(),
                found.stale(),
                Alert.Facts.NONE,
                found.generator());
        return new AlertChange(alert, found.external(), List.of(Step.of(Kind.FIRED)));
    }

    /// What becomes of an outsider's alert that was not told again.
    static AlertChange expired(Alert before, Instant now) {
        return ended(before, true, before.value(), before.endsAt(), "", now);
    }

    private static AlertChange ended(Alert before, Finding found, Instant now) {
        return ended(before, found.external(), found.value().or(before::value), found.endsAt(), found.detail(), now);
    }

    private static AlertChange ended(
            Alert before,
            boolean external,
            Optional<Double> value,
            Optional<Instant> told,
            String detail,
            Instant now) {
        Instant end = told.filter(one -> !one.isAfter(now)).orElse(now); // The clock may have been put back since.
        Alert alert = new Alert(
                before.fingerprint(),
                before.rule(),
                AlertState.RESOLVED,
                before.level(),
                before.summary(),
                before.labels(),
                before.annotations(),
                value,
                before.episode(),
                before.count(),
                before.startsAt(),
                Optional.of(end.isBefore(before.startsAt()) ? before.startsAt() : end),
                now,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Alert.Facts.NONE,
                before.generator());
        return new AlertChange(alert, external, List.of(Step.of(Kind.RESOLVED, detail)));
    }

    private static AlertChange gone(Alert before, Finding found, Instant now) {
        List<Step> steps = new ArrayList<>();
        if (before.level() != found.level()) {
            steps.add(Step.of(Kind.LEVEL, "from " + word(before.level()) + " to " + word(found.level())));
        }
        if (before.flapping() != found.flapping()) {
            steps.add(Step.of(found.flapping() ? Kind.FLAPPING : Kind.CALM));
        }
        if (before.stale() != found.stale()) {
            steps.add(Step.of(found.stale() ? Kind.STALE : Kind.FRESH));
        }
        boolean again = found.external() || !steps.isEmpty();
        Alert alert = new Alert(
                before.fingerprint(),
                before.rule(),
                AlertState.FIRING,
                found.level(),
                found.stale() ? before.summary() : found.summary(),
                found.labels(),
                found.annotations(),
                found.value().or(before::value),
                before.episode(),
                before.count() + (again ? 1 : 0),
                before.startsAt(),
                found.endsAt(),
                steps.isEmpty() ? before.updatedAt() : now,
                before.ack(),
                before.owner(),
                found.flapping(),
                found.stale(),
                Alert.Facts.NONE,
                found.generator());
        return new AlertChange(alert, found.external(), steps);
    }

    private static String word(Level level) {
        return level.name().toLowerCase(java.util.Locale.ROOT);
    }
}
