package io.dotmac.model.alert;

import io.dotmac.model.fleet.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Something that is wrong, or was. Its identity is its fingerprint: the same trouble at the same place is the same
/// alert, however often it comes back.
///
/// @param fingerprint of whose it is and of the labels that tell it apart
/// @param rule that raised it; `alertname` for those that came from outside
/// @param state whether it is so now
/// @param level how bad
/// @param summary one line for an operator
/// @param labels what it is about; those that came from outside as they came
/// @param annotations further texts
/// @param value that was measured last
/// @param episode 1, 2, 3...: how often it began
/// @param count how often it was told since it began
/// @param startsAt when it began
/// @param endsAt when it ended, or will count as ended if nobody tells it again
/// @param updatedAt when anything of it last changed
/// @param ack who has seen it
/// @param owner who works on it
/// @param flapping whether it comes and goes, so that it is held
/// @param stale whether what it tells can not be checked now
/// @param facts why nobody is told of it, if so
/// @param generator where it came from, a link; empty for the platform's own
public record Alert(
        String fingerprint,
        String rule,
        AlertState state,
        Level level,
        String summary,
        Map<String, String> labels,
        Map<String, String> annotations,
        Optional<Double> value,
        int episode,
        long count,
        Instant startsAt,
        Optional<Instant> endsAt,
        Instant updatedAt,
        Optional<Ack> ack,
        Optional<Owner> owner,
        boolean flapping,
        boolean stale,
        Facts facts,
        String generator) {
    /// Copies the maps.
    public Alert {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /// What keeps an alert quiet, each apart from the others.
    ///
    /// @param silences that match it
    /// @param inhibitedBy what causes it, in words; absent when nothing known does
    /// @param maintenance name of the window that it is in
    public record Facts(List<UUID> silences, Optional<String> inhibitedBy, Optional<String> maintenance) {
        /// Nothing.
        public static final Facts NONE = new Facts(List.of(), Optional.empty(), Optional.empty());

        /// Copies the list.
        public Facts {
            silences = List.copyOf(silences);
        }

        /// Whether anything does.
        public boolean quiet() {
            return !silences.isEmpty() || inhibitedBy.isPresent() || maintenance.isPresent();
        }
    }

    /// As consoles colour it.
    public Severity severity() {
        if (state == AlertState.RESOLVED) {
            return Severity.OK;
        }
        if (facts.maintenance().isPresent()) {
            return Severity.MAINTENANCE;
        }
        return level.severity();
    }

    /// The value of a label, empty where there is none.
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    /// The same with other facts.
    public Alert with(Facts other) {
        return new Alert(
                fingerprint,
                rule,
                state,
                level,
                summary,
                labels,
                annotations,
                value,
                episode,
                count,
                startsAt,
                endsAt,
                updatedAt,
                ack,
                owner,
                flapping,
                stale,
                other,
                generator);
    }
}
