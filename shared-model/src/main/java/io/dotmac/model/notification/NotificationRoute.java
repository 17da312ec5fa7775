package io.dotmac.model.notification;

import io.dotmac.model.Check;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Matcher;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Which alerts are told to whom.
///
/// @param name unique among the routes
/// @param matchers that must all hold; any alert when empty
/// @param levels of alerts; any when empty
/// @param receivers who are told
/// @param policy by which others are told when nobody takes it on
/// @param groupBy labels; alerts in which they are alike are told together. `alertname` when absent
/// @param groupWaitSeconds how long the first alert of a group waits for others; 10 when absent
/// @param groupIntervalSeconds between two messages of a group; 60 when absent
/// @param repeatSeconds after which it is told again while nobody has it, 0 for never; 4 hours when absent
/// @param sendResolved whether it is told that it is over; yes when absent
/// @param goOn whether later routes are looked at too; no when absent
public record NotificationRoute(
        String name,
        List<Matcher> matchers,
        List<Level> levels,
        List<UUID> receivers,
        Optional<UUID> policy,
        Optional<List<String>> groupBy,
        Optional<Long> groupWaitSeconds,
        Optional<Long> groupIntervalSeconds,
        Optional<Long> repeatSeconds,
        Optional<Boolean> sendResolved,
        Optional<Boolean> goOn) {
    private static final int MOST = 20;
    private static final long HOUR = 3_600;
    private static final long DAY = 86_400;

    /// Refuses parts out of range.
    public NotificationRoute {
        matchers = List.copyOf(matchers);
        levels = List.copyOf(levels);
        receivers = List.copyOf(receivers);
        groupBy = groupBy.map(List::copyOf);
        Check.name("name", name, 80);
        Check.range("number of matchers", matchers.size(), 0, MOST);
        Check.range("number of receivers", receivers.size(), 0, MOST);
        groupBy.ifPresent(labels -> {
            Check.range("number of labels in group_by", labels.size(), 0, MOST);
            labels.forEach(label -> Check.name("label in group_by", label, 128));
        });
        groupWaitSeconds.ifPresent(seconds -> Check.range("group_wait_seconds", seconds, 0, HOUR));
        groupIntervalSeconds.ifPresent(seconds -> Check.range("group_interval_seconds", seconds, 0, DAY));
        repeatSeconds.ifPresent(seconds -> Check.range("repeat_seconds", seconds, 0, 7 * DAY));
        if (repeatSeconds.filter(seconds -> seconds > 0 && seconds < 60).isPresent()) {
            throw new IllegalArgumentException(
                    "repeat_seconds is " + repeatSeconds.get() + ", must be 0 or at least 60");
        }
        if (receivers.isEmpty() && policy.isEmpty()) {
            throw new IllegalArgumentException("route " + name + " has neither receivers nor a policy");
        }
        if (new HashSet<>(receivers).size() < receivers.size()) {
            throw new IllegalArgumentException("route " + name + " names a receiver twice");
        }
    }

    /// Whether it is about an alert.
    public boolean isAbout(Alert alert) {
        return (levels.isEmpty() || levels.contains(alert.level()))
                && matchers.stream().allMatch(one -> one.matches(alert.labels()));
    }
}
