package io.dotmac.server.notification;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Delivery.State;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.server.notification.Decision.Telling;
import io.dotmac.server.notification.Group.Member;
import io.dotmac.server.notification.GroupStore.GroupKey;
import io.dotmac.server.notification.send.Notice;
import io.dotmac.server.platform.db.Tx;
import java.lang.System.Logger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides for groups that are due what is told to whom, and writes it down as messages; each group in one transaction
/// that holds it, so that of several servers one decides.
final class Dispatcher {
    private static final Logger LOG = System.getLogger(Dispatcher.class.getName());
    private static final int BATCH = 200;
    private static final Duration POSTPONE = Duration.ofMinutes(1);

    /// How long a server may take to hear of an alert that another one found.
    private static final Duration UNKNOWN = Duration.ofSeconds(5);

    private final Realm realm;
    private final Books books;
    private final OnCall onCall;
    private final GroupStore groups = new GroupStore();
    private final DeliveryStore deliveries = new DeliveryStore();
    private final Known known;
    private final IntConsumer suppressed;
    private final Clock clock;

    /// @param suppressed told how many alerts came and went without a word
    Dispatcher(Realm realm, Books books, OnCall onCall, Known known, IntConsumer suppressed, Clock clock) {
        this.realm = realm;
        this.books = books;
        this.onCall = onCall;
        this.known = known;
        this.suppressed = suppressed;
        this.clock = clock;
    }

    /// Looks at all groups that are due.
    void pass() {
        while (true) {
            List<GroupKey> due = realm.all(tx -> groups.due(tx, clock.instant(), BATCH));
            due.forEach(this::decide);
            if (due.size() < BATCH) {
                return;
            }
        }
    }

    /// The clock was set back: all groups are looked at now, since by it some would be for hours.
    void setBack(Tx tx, Instant now) {
        groups.setBack(tx, now);
    }

    private void decide(GroupKey key) {
        try {
            realm.in(key.tenant(), tx -> decide(tx, key));
        } catch (RuntimeException e) {
            LOG.log(
                    Logger.Level.WARNING,
                    "a group could not be told, looked at later tenant={0} group={1} cause={2}",
                    key.tenant(),
                    key.id(),
                    e);
            Instant later = clock.instant().plus(POSTPONE);
            realm.all(tx -> {
                groups.postpone(tx, key, later);
                return later;
            });
        }
    }

    private boolean decide(Tx tx, GroupKey key) {
        Instant now = clock.instant();
        Optional<Group> held = groups.hold(tx, key, now);
        if (held.isEmpty()) {
            return false; // Another server has it, or it has been dealt with.
        }
        Group group = held.get();
        Plan.Book book = books.read(tx, key.tenant());
        Plan plan = book.named(group.route());
        Optional<EscalationPolicy> policy = plan.policy().map(book.policies()::get);
        List<Member> members = new ArrayList<>();
        List<Member> shown = new ArrayList<>();
        List<Member> unseen = new ArrayList<>();
        for (Member stored : groups.members(tx, key)) {
            if (stored.alert().state() == AlertState.RESOLVED) {
                members.add(stored);
            } else {
                known.alert(stored.fingerprint())
                        .ifPresentOrElse(
                                alert -> shown.add(stored.with(stored.alert().with(alert.facts()))),
                                () -> unseen.add(stored));
            }
        }
        boolean unknown = unseen(key.tenant(), unseen, members, now);
        for (Member member : shown) {
            if (awaitsCause(member)) {
                unknown = true;
            } else {
                members.add(member);
            }
        }
        Decision decision = Decision.of(group, members, unknown, plan, policy, now);
        if (policy.isPresent() && !decision.calm().isEmpty()) {
            deliveries.withdraw(tx, key.tenant(), decision.calm(), now);
        }
        tell(tx, decision, plan, policy, book, now);
        groups.write(tx, decision.after());
        groups.told(tx, key, decision.told(), acked(decision));
        groups.forget(tx, key, decision.over());
        if (decision.suppressed() > 0) {
            tx.afterCommit(() -> suppressed.accept(decision.suppressed()));
        }
        return true;
    }

    /// Whether to tell nobody yet that it fires.
    private boolean awaitsCause(Member member) {
        return !member.wasToldEpisode() && !member.alert().facts().quiet() && known.awaitsCause(member.fingerprint());
    }

    /// Alerts that fired and that this server does not show: they are over, though word of it may still be on its way
    /// behind thousands of others, or another server found them. Whether of some it is not known yet.
    private boolean unseen(TenantId tenant, List<Member> unseen, List<Member> members, Instant now) {
        if (unseen.isEmpty()) {
            return false;
        }
        Map<String, Alert> current =
                known.stored(tenant, unseen.stream().map(Member::fingerprint).collect(Collectors.toSet()));
        boolean unknown = false;
        for (Member stored : unseen) {
            Alert alert = current.getOrDefault(stored.fingerprint(), stored.alert());
            if (alert.state() == AlertState.RESOLVED) {
                members.add(stored.with(alert));
            } else if (stored.alert().updatedAt().plus(UNKNOWN).isAfter(now)) {
                unknown = true;
            } else {
                members.add(stored);
            }
        }
        return unknown;
    }

    private static List<String> acked(Decision decision) {
        return decision.tellings().stream()
                .filter(one -> one.kind() == NoticeKind.ACKNOWLEDGED)
                .flatMap(one -> one.firing().stream().map(Alert::fingerprint))
                .toList();
    }

    /// Who is told of something.
    ///
    /// @param receiver who
    /// @param name of the receiver
    /// @param incidents whether each alert is an incident of its own there
    /// @param after how much later
    private record Addressee(UUID receiver, String name, boolean incidents, Duration after) {
        boolean isLater() {
            return !after.isZero();
        }
    }

    /// One alert at one receiver.
    private record Incident(UUID receiver, String fingerprint) {}

    private void tell(
            Tx tx, Decision decision, Plan plan, Optional<EscalationPolicy> policy, Plan.Book book, Instant now) {
        Group group = decision.after();
        Map<Telling, List<Addressee>> later = new LinkedHashMap<>();
        Set<UUID> had = new HashSet<>();
        Set<Incident> incidents = new HashSet<>();
        for (Telling telling : decision.tellings()) {
            Map<UUID, Duration> targets = new HashMap<>();
            policy.ifPresent(levels -> targets.putAll(
                    onCall.targets(tx, group.tenant(), levels, telling.fromLevel(), telling.toLevel(), now)));
            if (telling.route()) {
                plan.receivers().forEach(id -> targets.put(id, Duration.ZERO));
            }
            for (Addressee one : addressees(targets, telling, book)) {
                if (one.isLater() && isCall(telling)) {
                    later.computeIfAbsent(telling, key -> new ArrayList<>()).add(one);
                } else if (one.incidents()) {
                    eachAlert(tx, group, telling, one, incidents, now);
                } else if (isNewsTo(tx, group, one, now) && had.add(one.receiver())) {
                    whole(tx, group, telling, one, now);
                }
            }
        }
        later.forEach((telling, all) -> all.forEach(one -> {
            if (one.incidents()) {
                eachAlert(tx, group, telling, one, incidents, now);
            } else if (had.add(one.receiver())) {
                whole(tx, group, telling, one, now);
            }
        }));
    }

    private static List<Addressee> addressees(Map<UUID, Duration> targets, Telling telling, Plan.Book book) {
        List<Addressee> all = new ArrayList<>();
        targets.forEach((id, after) -> {
            ReceiverStore.Brief receiver = book.receivers().get(id);
            boolean incidents = receiver != null && receiver.kind().equals("pagerduty");
            if (receiver != null && (telling.kind() != NoticeKind.ACKNOWLEDGED || incidents)) {
                all.add(new Addressee(id, receiver.name(), incidents, after));
            }
        });
        return all;
    }

    /// Whether it asks for something to be done.
    private static boolean isCall(Telling telling) {
        return telling.kind() != NoticeKind.RESOLVED && telling.kind() != NoticeKind.ACKNOWLEDGED;
    }

    /// Who was not told yet that it fires is not told that it is over.
    private boolean isNewsTo(Tx tx, Group group, Addressee one, Instant now) {
        return !one.isLater() || deliveries.toldFiring(tx, group.tenant(), one.receiver(), group.id(), now);
    }

    /// One message about all of it. What waited for the receiver is told by it too.
    private void whole(Tx tx, Group group, Telling telling, Addressee to, Instant now) {
        Optional<Instant> held = heldUntil(tx, group, telling, to, group.id(), now);
        Map<String, Notice.Item> resolved = new LinkedHashMap<>();
        for (Notice waited : deliveries.supersede(tx, group.tenant(), to.receiver(), group.id())) {
            waited.resolved().forEach(item -> resolved.put(item.fingerprint(), item));
        }
        telling.resolved().forEach(alert -> resolved.put(alert.fingerprint(), Notice.Item.of(alert)));
        telling.firing().forEach(alert -> resolved.remove(alert.fingerprint()));
        Notice notice = notice(group, telling, List.copyOf(resolved.values()), now);
        List<String> alerts = Stream.concat(
                        telling.firing().stream().map(Alert::fingerprint), resolved.keySet().stream())
                .toList();
        insert(tx, group, to, held, group.id(), "", notice, alerts, now);
    }

    /// One for each alert, since each is an incident of its own there. Who is told of one by the route and by a level
    /// is told once.
    private void eachAlert(Tx tx, Group group, Telling telling, Addressee to, Set<Incident> had, Instant now) {
        Stream<Alert> firing =
                telling.news().stream().filter(alert -> had.add(new Incident(to.receiver(), alert.fingerprint())));
        firing.forEach(alert -> {
            Telling one = new Telling(
                    telling.kind(),
                    List.of(alert),
                    List.of(alert),
                    List.of(),
                    telling.route(),
                    telling.fromLevel(),
                    telling.toLevel(),
                    telling.remark());
            single(tx, group, one, alert, to, now);
        });
        telling.resolved().forEach(alert -> {
            Telling one =
                    new Telling(NoticeKind.RESOLVED, List.of(), List.of(), List.of(alert), telling.route(), 1, 0, "");
            single(tx, group, one, alert, to, now);
        });
    }

    private void single(Tx tx, Group group, Telling one, Alert alert, Addressee to, Instant now) {
        Optional<Instant> held = heldUntil(tx, group, one, to, alert.fingerprint(), now);
        deliveries.supersede(tx, group.tenant(), to.receiver(), alert.fingerprint());
        List<Notice.Item> resolved =
                one.resolved().stream().map(Notice.Item::of).toList();
        Notice notice = notice(group, one, resolved, now);
        String part = ":" + alert.fingerprint() + ":" + one.kind();
        insert(tx, group, to, held, alert.fingerprint(), part, notice, List.of(alert.fingerprint()), now);
    }

    /// Until when a later contact method waits; what waits already does not wait longer for what is told again.
    private Optional<Instant> heldUntil(Tx tx, Group group, Telling telling, Addressee to, String thread, Instant now) {
        if (!to.isLater() || !isCall(telling)) {
            return Optional.empty();
        }
        Instant until = now.plus(to.after());
        return deliveries
                .heldUntil(tx, group.tenant(), to.receiver(), thread)
                .filter(until::isAfter)
                .or(() -> Optional.of(until));
    }

    private void insert(
            Tx tx,
            Group group,
            Addressee to,
            Optional<Instant> held,
            String thread,
            String part,
            Notice notice,
            List<String> alerts,
            Instant now) {
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        String dedup = group.id() + ":" + group.round() + part;
        Message message =
                new Message(group.tenant(), id, 0, to.receiver(), thread, dedup, notice, alerts, 0, false, now);
        if (held.isPresent()) {
            deliveries.hold(tx, message, to.name(), held.get());
        } else {
            deliveries.insert(tx, message, to.name(), State.QUEUED, Optional.of(now));
        }
    }

    private Notice notice(Group group, Telling telling, List<Notice.Item> resolved, Instant now) {
        Set<String> news = new HashSet<>();
        telling.news().forEach(alert -> news.add(alert.fingerprint()));
        List<Notice.Item> firing = telling.firing().stream()
                .sorted(Comparator.comparing((Alert alert) -> !news.contains(alert.fingerprint()))
                        .thenComparing(Alert::level, Comparator.reverseOrder())
                        .thenComparing(Alert::startsAt, Comparator.reverseOrder()))
                .limit(Notice.MOST)
                .map(Notice.Item::of)
                .toList();
        Level level = Stream.concat(
                        telling.firing().stream().map(Alert::level),
                        resolved.stream().map(Notice.Item::level))
                .reduce(Level.OK, Level::worse);
        return new Notice(
                telling.kind(),
                known.slug(group.tenant()),
                group.route(),
                group.labels(),
                level,
                firing,
                resolved.stream().limit(Notice.MOST).toList(),
                telling.firing().size(),
                resolved.size(),
                telling.kind() == NoticeKind.ESCALATION ? telling.toLevel() : 0,
                telling.remark(),
                now);
    }
}
