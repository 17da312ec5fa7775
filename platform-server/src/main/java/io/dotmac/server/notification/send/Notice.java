package io.dotmac.server.notification.send;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.notification.NoticeKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is told, as it was when that was decided; kept with the message, so that every attempt tells the same.
///
/// @param kind what it is about
/// @param tenant slug, empty for the platform
/// @param route that it is told by
/// @param group labels in which the alerts are alike
/// @param level the worst
/// @param firing those that fire, the worst and latest first; not more than are worth reading
/// @param resolved those that are over
/// @param firingCount how many fire
/// @param resolvedCount how many are over
/// @param step how far an escalation has come, 0 where there is none
/// @param remark one more line, may be empty
/// @param at when that was decided
public record Notice(
        NoticeKind kind,
        String tenant,
        String route,
        Map<String, String> group,
        Level level,
        List<Item> firing,
        List<Item> resolved,
        int firingCount,
        int resolvedCount,
        int step,
        String remark,
        Instant at) {
    /// Most alerts that are told one by one.
    public static final int MOST = 20;

    /// Copies what it holds.
    public Notice {
        group = Map.copyOf(group);
        firing = List.copyOf(firing);
        resolved = List.copyOf(resolved);
    }

    /// An alert in it.
    ///
    /// @param fingerprint of the alert
    /// @param rule that raised it
    /// @param level how bad
    /// @param summary one line
    /// @param labels what it is about
    /// @param annotations further texts
    /// @param value that was measured
    /// @param startsAt when it began
    /// @param endsAt when it ended
    /// @param because what causes it
    /// @param acked who has it
    public record Item(
            String fingerprint,
            String rule,
            Level level,
            String summary,
            Map<String, String> labels,
            Map<String, String> annotations,
            Optional<Double> value,
            Instant startsAt,
            Optional<Instant> endsAt,
            Optional<String> because,
            Optional<String> acked) {
        /// An alert as it is now.
        public static Item of(Alert alert) {
            return new Item(
                    alert.fingerprint(),
                    alert.rule(),
                    alert.level(),
                    alert.summary(),
                    alert.labels(),
                    alert.annotations(),
                    alert.value(),
                    alert.startsAt(),
                    alert.endsAt(),
                    alert.facts().inhibitedBy(),
                    alert.ack().map(ack -> ack.name()));
        }

        String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    /// The first of its alerts.
    Optional<Item> first() {
        return firing.stream().findFirst().or(() -> resolved.stream().findFirst());
    }
}
