package io.dotmac.server.notification;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Delivery.State;
import io.dotmac.model.notification.InDoubt;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.Receiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.notification.DeliveryStore.Folded;
import io.dotmac.server.notification.DeliveryStore.Used;
import io.dotmac.server.notification.ReceiverStore.Kept;
import io.dotmac.server.notification.send.Notice;
import io.dotmac.server.platform.db.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Chooses which messages are sent now, and notes that an attempt begins before it does: what a receiver has room for,
/// nothing to one that was just out of reach, and one summary in place of what is too much.
final class Courier {
    private static final int MOST = 1_000;
    private static final int BATCH = 50;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration BUSY = Duration.ofSeconds(1);
    private static final Set<NoticeKind> FOLDABLE =
            EnumSet.of(NoticeKind.FIRING, NoticeKind.REPEAT, NoticeKind.ESCALATION, NoticeKind.RESOLVED);
    private static final Set<NoticeKind> FOLDABLE_INCIDENTS =
            EnumSet.of(NoticeKind.FIRING, NoticeKind.REPEAT, NoticeKind.ESCALATION);

    private final DeliveryStore deliveries = new DeliveryStore();
    private final ReceiverStore receivers;
    private final Known known;
    private final Function<Target, Duration> longest;
    private final Clock clock;

    /// @param longest that one attempt may take
    Courier(ReceiverStore receivers, Known known, Function<Target, Duration> longest, Clock clock) {
        this.receivers = receivers;
        this.known = known;
        this.longest = longest;
        this.clock = clock;
    }

    /// Messages for one receiver, to be sent one after the other.
    ///
    /// @param receiver with its secrets
    /// @param messages in order
    /// @param folded how many are told by a summary only
    /// @param lease for how long the next of them is this server's
    record Batch(Kept receiver, List<Message> messages, int folded, Duration lease) {}

    /// Claims what is sent now; what is returned counts as begun.
    ///
    /// @param busy receivers that this server is sending to
    List<Batch> claim(Tx tx, Set<UUID> busy) {
        if (!deliveries.alone(tx)) {
            return List.of();
        }
        Instant now = clock.instant();
        Map<UUID, List<Message>> due = deliveries.due(tx, now, MOST).stream()
                .collect(Collectors.groupingBy(Message::receiverId, LinkedHashMap::new, Collectors.toList()));
        if (due.isEmpty()) {
            return List.of();
        }
        Map<UUID, Kept> kept = receivers.byIds(tx, due.keySet());
        Map<UUID, Used> used = deliveries.used(tx, due.keySet(), now.minus(MINUTE));
        List<Batch> batches = new ArrayList<>();
        due.forEach((id, messages) -> {
            Kept receiver = kept.get(id);
            if (receiver == null || !receiver.receiver().enabled()) {
                deliveries.end(
                        tx, ids(messages), State.FAILED, "the receiver is gone or switched off", Optional.empty());
            } else if (busy.contains(id)) {
                deliveries.wait(
                        tx, ids(messages.stream().filter(one -> !one.sending()).toList()), now.plus(BUSY));
            } else {
                Used past = used.getOrDefault(id, new Used(0, now));
                choose(tx, receiver, messages, past, now).ifPresent(batches::add);
            }
        });
        return batches;
    }

    /// The clock was set back: what was put off by it is not put off by more than is usual.
    void setBack(Tx tx, Instant now) {
        deliveries.setBack(tx, now, now.plus(Postman.LONGEST_PAUSE));
        receivers.setBack(tx, now.plus(Postman.LONGEST_PAUSE));
    }

    private Optional<Batch> choose(Tx tx, Kept receiver, List<Message> due, Used used, Instant now) {
        Receiver settings = receiver.receiver();
        Optional<Instant> paused = settings.pausedUntil().filter(now::isBefore);
        if (paused.isPresent()) {
            deliveries.wait(tx, ids(due), paused.get());
            return Optional.empty();
        }
        List<Message> fit = begun(tx, receiver, doubtful(tx, settings, due));
        int free = settings.perMinute() - used.count();
        if (fit.isEmpty()) {
            return Optional.empty();
        }
        if (free <= 0) {
            Instant room = used.first().plus(MINUTE);
            deliveries.wait(tx, ids(fit), room.isAfter(now) ? room : now.plus(BUSY));
            return Optional.empty();
        }
        List<Message> chosen = new ArrayList<>();
        int folded = 0;
        if (settings.failures() > 0) {
            chosen.add(fit.getFirst()); // Whether it is back.
        } else if (fit.size() > free) {
            folded = withSummary(tx, receiver, fit, free, chosen, now);
        } else {
            chosen.addAll(fit.subList(0, Math.min(BATCH, fit.size())));
        }
        Set<UUID> taken = new HashSet<>(ids(chosen));
        deliveries.wait(
                tx, ids(fit.stream().filter(one -> !taken.contains(one.id())).toList()), now.plus(BUSY));
        Duration lease = LEASE.plus(longest.apply(settings.target()));
        deliveries.sending(tx, taken, now, now.plus(lease));
        return Optional.of(new Batch(receiver, List.copyOf(chosen), folded, lease));
    }

    /// What was begun by a server that is gone is sent again or given up, as the receiver wants it.
    private List<Message> doubtful(Tx tx, Receiver receiver, List<Message> due) {
        if (receiver.inDoubt() == InDoubt.AGAIN) {
            return due;
        }
        List<Message> lost = due.stream().filter(Message::sending).toList();
        if (!lost.isEmpty()) {
            deliveries.end(tx, ids(lost), State.DOUBTFUL, "a server ended while it sent this", Optional.empty());
        }
        return due.stream().filter(one -> !one.sending()).toList();
    }

    /// Where alerts are incidents, the end of one that was never told is nobody's business.
    private List<Message> begun(Tx tx, Kept receiver, List<Message> due) {
        if (!(receiver.receiver().target() instanceof Target.PagerDuty)) {
            return due;
        }
        List<Message> ends = due.stream()
                .filter(one -> one.kind() == NoticeKind.RESOLVED || one.kind() == NoticeKind.ACKNOWLEDGED)
                .toList();
        if (ends.isEmpty()) {
            return due;
        }
        Set<String> begun = deliveries.begun(
                tx,
                receiver.tenant(),
                receiver.receiver().id(),
                ends.stream().map(Message::thread).toList());
        Set<UUID> needless = ends.stream()
                .filter(one -> !begun.contains(one.thread()))
                .map(Message::id)
                .collect(Collectors.toSet());
        if (!needless.isEmpty()) {
            deliveries.end(tx, needless, State.SUPERSEDED, "its beginning was never told", Optional.empty());
        }
        return due.stream().filter(one -> !needless.contains(one.id())).toList();
    }

    /// The worst are sent, the rest is counted in one more message; returns how many that is.
    private int withSummary(Tx tx, Kept receiver, List<Message> fit, int free, List<Message> chosen, Instant now) {
        List<Message> sorted = fit.stream()
                .sorted(Comparator.comparing(Message::sending, Comparator.reverseOrder())
                        .thenComparing(one -> one.notice().level(), Comparator.reverseOrder())
                        .thenComparingLong(Message::seq))
                .toList();
        chosen.addAll(sorted.subList(0, Math.min(BATCH, free - 1)));
        boolean incidents = receiver.receiver().target() instanceof Target.PagerDuty;
        List<Folded> folded = deliveries.fold(
                tx,
                receiver.tenant(),
                receiver.receiver().id(),
                ids(chosen),
                incidents ? FOLDABLE_INCIDENTS : FOLDABLE);
        if (!folded.isEmpty()) {
            Message summary = summary(receiver, folded, now);
            deliveries.insert(tx, summary, receiver.receiver().name(), State.SENDING, Optional.of(now));
            chosen.add(summary);
        }
        return folded.size();
    }

    private Message summary(Kept receiver, List<Folded> folded, Instant now) {
        Map<String, Integer> counts = new TreeMap<>();
        folded.forEach(one -> counts.merge(one.level() + " " + one.rule(), one.alerts(), Integer::sum));
        int alerts = counts.values().stream().mapToInt(Integer::intValue).sum();
        String most = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(10)
                .map(one -> one.getValue() + " x " + one.getKey())
                .collect(Collectors.joining(", "));
        Level level = folded.stream()
                .map(one -> Level.valueOf(one.level().toUpperCase(Locale.ROOT)))
                .reduce(Level.OK, Level::worse);
        String remark =
                alerts + " more alerts, in " + folded.size() + " messages that are too many to be sent: " + most;
        TenantId tenant = receiver.tenant();
        Notice notice = new Notice(
                NoticeKind.SUMMARY,
                known.slug(tenant),
                "summary",
                Map.of(),
                level,
                List.of(),
                List.of(),
                0,
                0,
                0,
                remark,
                now);
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        String thread = "summary:" + id;
        return new Message(tenant, id, 0, receiver.receiver().id(), thread, thread, notice, List.of(), 0, false, now);
    }

    private static List<UUID> ids(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }
}
