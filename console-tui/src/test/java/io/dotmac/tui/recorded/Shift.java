package io.dotmac.tui.recorded;

import io.dotmac.model.alert.Ack;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.OnCallSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A night in which a Redis fell over: the alert, who was told, what happened, what the shift left.
public final class Shift {
    /// Written in March, so that dates on screens stand still.
    private static final Instant NIGHT = Instant.parse("2026-03-20T03:11:59Z");
    private static final UUID ADA = new UUID(1, 2);

    private Shift() {}

    /// The alert, as it stands now.
    public static LiveRow.Alert alert(Instant now) {
        return new LiveRow.Alert("northnet", alert(now.minus(Duration.ofMinutes(30)), now));
    }

    private static Alert alert(Instant startsAt, Instant updatedAt) {
        return new Alert(
                "f1",
                "redis-down",
                AlertState.FIRING,
                Level.CRITICAL,
                "Redis sessions is down",
                Map.of("alertname", "redis-down", "node", "lag-app-2", "target", "sessions"),
                Map.of(),
                Optional.empty(),
                1,
                3,
                startsAt,
                Optional.empty(),
                updatedAt,
                Optional.of(new Ack(ADA, "Ada Okafor", "calling the hoster", startsAt, Optional.empty())),
                Optional.empty(),
                false,
                false,
                Alert.Facts.NONE,
                "");
    }

    /// Some that fire beside each other, with long and short targets.
    public static List<LiveRow.Alert> alerts(Instant now) {
        return List.of(
                alert(now),
                alert("f2", "replication-lag-critical", Level.CRITICAL, "lag-db-1", "orders-db/lag-db-3-archive", now),
                alert("f3", "certificate-expires", Level.CRITICAL, "phc-app-1", "portal.northnet.example:443", now),
                alert("f4", "disk-fills", Level.WARNING, "abj-app-1", "/var/lib/postgresql", now));
    }

    private static LiveRow.Alert alert(String id, String rule, Level level, String node, String target, Instant now) {
        Instant startsAt = now.minus(Duration.ofMinutes(12));
        return new LiveRow.Alert(
                "northnet",
                new Alert(
                        id,
                        rule,
                        AlertState.FIRING,
                        level,
                        rule.replace('-', ' ') + " on " + node + ", and it has been so for a while",
                        Map.of("alertname", rule, "node", node, "target", target),
                        Map.of(),
                        Optional.empty(),
                        1,
                        3,
                        startsAt,
                        Optional.empty(),
                        now,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        false,
                        Alert.Facts.NONE,
                        ""));
    }

    /// Who was told.
    public static List<Delivery> told() {
        return List.of(
                delivery(2, "on-call", NoticeKind.ESCALATION, Delivery.State.SENT, 1, ""),
                delivery(1, "noc-mail", NoticeKind.FIRING, Delivery.State.FAILED, 3, "550 no such user"));
    }

    private static Delivery delivery(
            long seq, String receiver, NoticeKind kind, Delivery.State state, int attempts, String error) {
        return new Delivery(
                new UUID(4, seq),
                seq,
                new UUID(5, seq),
                receiver,
                kind,
                state,
                "default",
                "critical",
                "Redis sessions is down",
                List.of("f1"),
                attempts,
                error,
                NIGHT.plusSeconds(300 * (seq - 1) + 8),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// What happened.
    public static List<Transition> history() {
        return List.of(
                transition(2, Transition.Kind.ACKED, Optional.of(ADA), "calling the hoster"),
                transition(1, Transition.Kind.FIRED, Optional.empty(), ""));
    }

    private static Transition transition(long id, Transition.Kind kind, Optional<UUID> actor, String detail) {
        return new Transition(
                id,
                "f1",
                "redis-down",
                1,
                kind,
                Level.CRITICAL,
                NIGHT.plusSeconds(420 * (id - 1)),
                Optional.empty(),
                actor,
                detail,
                "Redis sessions is down",
                Optional.of("lag-app-2"),
                Optional.of("sessions"));
    }

    /// Who is on call: somebody for the network, nobody for billing.
    static List<OnCallSchedule> onCall() {
        Instant until = Instant.parse("2030-03-20T06:00:00Z");
        return List.of(
                onCall("billing", Optional.empty(), Optional.empty(), until),
                onCall("network nights", Optional.of(ADA), Optional.of("Ada Okafor"), until));
    }

    private static OnCallSchedule onCall(String name, Optional<UUID> user, Optional<String> person, Instant until) {
        return new OnCallSchedule(
                new UUID(9, name.length()),
                name,
                "Africa/Lagos",
                List.of(),
                List.of(),
                Optional.empty(),
                user,
                person,
                Optional.of(until),
                NIGHT,
                NIGHT,
                1);
    }

    /// A silence as the server makes it.
    static Silence silence(NewSilence wanted, Instant now) {
        return new Silence(
                new UUID(6, 6),
                wanted.matchers(),
                now,
                wanted.endsAt(),
                wanted.reason(),
                "Ada Okafor",
                now,
                now,
                false);
    }

    /// What the shift left.
    public static Handover handover(Instant now, String notes, Optional<Handover.Signature> signature) {
        Silence silence = new Silence(
                new UUID(6, 6),
                List.of(Matcher.equal("node", "abj-app-1")),
                NIGHT,
                NIGHT.plusSeconds(14_400),
                "link is being replaced",
                "Ada Okafor",
                NIGHT,
                NIGHT,
                false);
        return new Handover(
                new UUID(7, 7),
                now.minus(Duration.ofMinutes(20)),
                ADA,
                "Ada Okafor",
                notes,
                List.of(alert(now.minus(Duration.ofHours(5)), now)),
                List.of(silence),
                signature);
    }
}
