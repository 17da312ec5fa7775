package io.dotmac.console.quiet;

import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Times;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.Repeat;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// A silence or a maintenance window that is on, or will be.
///
/// @param id of it
/// @param tenant slug of the ISP that it was asked of, empty for one's own
/// @param kind of it
/// @param what it keeps quiet, for example `redis-down, sessions`
/// @param begin when it begins, this console's clock
/// @param end when it ends
/// @param repeats how often it comes back, empty when it does not
/// @param by who made it
/// @param reason why
public record QuietRow(
        UUID id,
        String tenant,
        QuietForm.Kind kind,
        String what,
        Instant begin,
        Instant end,
        String repeats,
        String by,
        String reason) {
    private static final Duration SOON = Duration.ofMinutes(30);

    /// A silence, unless it has ended.
    static Optional<QuietRow> of(
            String tenant, Silence silence, Instant now, Duration ahead, Map<String, String> nodeById) {
        Instant end = silence.endsAt().minus(ahead);
        return end.isAfter(now)
                ? Optional.of(new QuietRow(
                        silence.id(),
                        tenant,
                        QuietForm.Kind.SILENCE,
                        what(silence.matchers(), nodeById),
                        silence.startsAt().minus(ahead),
                        end,
                        "",
                        Clean.line(silence.createdBy()),
                        Clean.line(silence.reason())))
                : Optional.empty();
    }

    /// A maintenance window at the time it is on or comes next, unless it comes no more.
    static Optional<QuietRow> of(
            String tenant, Maintenance window, Instant now, Duration ahead, Map<String, String> nodeById) {
        return window.next(now.plus(ahead))
                .map(span -> new QuietRow(
                        window.id(),
                        tenant,
                        QuietForm.Kind.MAINTENANCE,
                        what(window.matchers(), nodeById),
                        span.startsAt().minus(ahead),
                        span.endsAt().minus(ahead),
                        window.repeat() == Repeat.ONCE
                                ? ""
                                : window.repeat().name().toLowerCase(java.util.Locale.ROOT),
                        Clean.line(window.createdBy()),
                        Clean.line(window.reason())));
    }

    /// `silence`, `maintenance`, `maintenance daily`.
    public String kindText() {
        String word = kind == QuietForm.Kind.SILENCE ? "silence" : "maintenance";
        return repeats.isEmpty() ? word : word + " " + repeats;
    }

    /// `16:35, 1 h 59 min` or `from 02:00, 9 h`.
    public String whenText(Instant now, ZoneId zone) {
        return begin.isAfter(now)
                ? "from " + Times.of(minute(begin), now, zone) + ", " + Ages.left(Duration.between(now, begin))
                : Times.of(minute(end), now, zone) + ", " + Ages.left(Duration.between(now, end));
    }

    /// As work on purpose is coloured; one that ends soon, like what it may let loose.
    public Severity severity(Instant now) {
        if (begin.isAfter(now)) {
            return Severity.OK;
        }
        boolean soon = kind == QuietForm.Kind.SILENCE && end.isBefore(now.plus(SOON));
        return soon ? Severity.MINOR : Severity.MAINTENANCE;
    }

    /// Values of labels say it to people; whose value is an id is told by its name.
    static String what(List<Matcher> matchers, Map<String, String> nodeById) {
        return Clean.line(matchers.stream()
                .map(one -> switch (one.name()) {
                    case "node_id" -> "node " + nodeById.getOrDefault(one.value(), one.value());
                    case "alertname", "target", "instance" ->
                        one.isEqual() && !one.isRegex() ? one.value() : one.text();
                    default -> one.text();
                })
                .collect(Collectors.joining(", ")));
    }

    private static Instant minute(Instant at) {
        return at.truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
    }
}
