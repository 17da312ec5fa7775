package io.dotmac.server.notification;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.Delivery.State;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.NoticeTemplate;
import io.dotmac.model.notification.NotificationRoute;
import io.dotmac.model.notification.PolicyTest;
import io.dotmac.model.notification.RouteAnswer;
import io.dotmac.model.notification.RouteProbe;
import io.dotmac.model.notification.Routing;
import io.dotmac.model.notification.TemplatePreview;
import io.dotmac.model.notification.TestResult;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.notification.ReceiverStore.Kept;
import io.dotmac.server.notification.SettingStore.Row;
import io.dotmac.server.notification.send.Notice;
import io.dotmac.server.notification.send.Outcome;
import io.dotmac.server.notification.send.Phrases;
import io.dotmac.server.notification.send.Words;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What people do about notifications.
final class Desk {
    private static final UUID ROUTING = new UUID(0, 1);

    private final Realm realm;
    private final Receivers receivers;
    private final Duties duties;
    private final OnCall onCall;
    private final Phrases phrases;
    private final Books books;
    private final ReceiverStore store;
    private final DeliveryStore deliveries;
    private final Postman postman;
    private final Known known;
    private final Audit audit;
    private final Clock clock;

    Desk(
            Realm realm,
            Receivers receivers,
            Duties duties,
            OnCall onCall,
            Phrases phrases,
            Books books,
            ReceiverStore store,
            DeliveryStore deliveries,
            Postman postman,
            Known known,
            Audit audit,
            Clock clock) {
        this.realm = realm;
        this.receivers = receivers;
        this.duties = duties;
        this.onCall = onCall;
        this.phrases = phrases;
        this.books = books;
        this.store = store;
        this.deliveries = deliveries;
        this.postman = postman;
        this.known = known;
        this.audit = audit;
        this.clock = clock;
    }

    Duties duties() {
        return duties;
    }

    Receivers receivers() {
        return receivers;
    }

    Routing routing(TenantId tenant) {
        return realm.in(tenant, tx -> books.routings().all(tx, tenant)).stream()
                .map(Row::spec)
                .findFirst()
                .orElse(Routing.NONE);
    }

    private static void refuseEndless(NotificationRoute route) {
        try {
            Matcher.checkEnd(route.matchers());
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("routes", "have " + route.name() + ", whose " + e.getMessage());
        }
    }

    /// Puts other routes in the place of all.
    Routing route(Caller caller, TenantId tenant, Routing wanted) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        wanted.routes().forEach(Desk::refuseEndless);
        return realm.in(tenant, tx -> {
            Set<UUID> known = store.ids(tx, tenant);
            Set<UUID> policies = Set.copyOf(
                    books.policies().all(tx, tenant).stream().map(Row::id).toList());
            for (NotificationRoute route : wanted.routes()) {
                route.receivers().stream()
                        .filter(id -> !known.contains(id))
                        .findFirst()
                        .ifPresent(id -> {
                            throw Refusal.invalid(
                                    "receivers", "of route " + route.name() + " name " + id + ", which is none");
                        });
                route.policy().filter(id -> !policies.contains(id)).ifPresent(id -> {
                    throw Refusal.invalid("policy", "of route " + route.name() + " is " + id + ", which is none");
                });
            }
            Optional<Row<Routing>> before =
                    books.routings().all(tx, tenant).stream().findFirst();
            long version = before.map(Row::version).orElse(0L) + 1;
            Instant created = before.map(Row::createdAt).orElse(now);
            books.routings().put(tx, tenant, new Row<>(ROUTING, "routing", wanted, version, created, now));
            audit.record(
                    tx,
                    caller,
                    Entry.changed(
                            "notification.routes-changed",
                            "notification-routes",
                            tenant,
                            before.map(Row::spec).orElse(Routing.NONE),
                            wanted));
            return wanted;
        });
    }

    ListQuery.Page<Delivery> page(TenantId tenant, Optional<String> alert, ListQuery query) {
        return query.page(realm.in(tenant, tx -> deliveries.page(tx, tenant, alert, query)));
    }

    Delivery show(TenantId tenant, UUID id) {
        return realm.in(tenant, tx -> deliveries.find(tx, tenant, id))
                .orElseThrow(() -> Refusal.notFound("notification", id));
    }

    /// Sends a message right now, and tells what became of it.
    TestResult test(Caller caller, TenantId tenant, UUID receiver) {
        Kept kept = receivers.kept(tenant, receiver);
        TestResult result = test(
                tenant, kept, "This is a test of receiver " + kept.receiver().name() + ".");
        realm.in(tenant, tx -> {
            audit.record(
                    tx,
                    caller,
                    Entry.happened("notification.receiver-tested", "notification-receiver", receiver.toString()));
            return receiver;
        });
        return result;
    }

    TestResult test(TenantId tenant, Kept kept, String remark) {
        Instant now = clock.instant();
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        Notice notice = new Notice(
                NoticeKind.TEST,
                known.slug(tenant),
                "test",
                Map.of(),
                Level.OK,
                List.of(),
                List.of(),
                0,
                0,
                0,
                remark,
                now);
        String thread = "test:" + id;
        Message message =
                new Message(tenant, id, 0, kept.receiver().id(), thread, thread, notice, List.of(), 1, false, now);
        Outcome outcome = postman.attempt(kept, message);
        String error = switch (outcome) {
            case Outcome.Sent(var note) -> note;
            case Outcome.Later(var why, var after) -> why;
            case Outcome.Never(var why) -> why;
        };
        boolean sent = outcome instanceof Outcome.Sent;
        Instant end = clock.instant();
        realm.in(tenant, tx -> {
            deliveries.insert(tx, message, kept.receiver().name(), State.SENT, Optional.empty());
            deliveries.end(
                    tx,
                    List.of(id),
                    sent ? State.SENT : State.FAILED,
                    error,
                    sent ? Optional.of(end) : Optional.empty());
            return id;
        });
        return new TestResult(
                kept.receiver().id(),
                kept.receiver().name(),
                sent,
                error,
                Math.max(0, ChronoUnit.MILLIS.between(now, end)),
                id);
    }

    /// Sends a message to everybody whom a policy would tell if an alert fired now.
    PolicyTest testPolicy(Caller caller, TenantId tenant, UUID id) {
        EscalationPolicy policy = duties.policy(tenant, id);
        List<PolicyTest.Step> steps = new ArrayList<>();
        for (int level = 1; level <= policy.levels().size(); level++) {
            int here = level;
            Map<UUID, Kept> targets = realm.in(
                    tenant,
                    tx -> store.byIds(
                            tx,
                            onCall.targets(tx, tenant, policy, here, here, clock.instant())
                                    .keySet()));
            String remark = "This is a test of level " + level + " of the policy " + policy.name() + ".";
            List<TestResult> results = targets.values().stream()
                    .map(kept -> test(tenant, kept, remark))
                    .toList();
            steps.add(new PolicyTest.Step(level, policy.levels().get(level - 1).afterSeconds(), results));
        }
        realm.in(tenant, tx -> {
            audit.record(tx, caller, Entry.happened("escalation.policy-tested", "escalation-policy", id.toString()));
            return id;
        });
        return new PolicyTest(steps);
    }

    /// What a template makes of an example.
    TemplatePreview preview(TenantId tenant, NoticeTemplate template) {
        try {
            Phrases.check(template);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("template", String.valueOf(e.getMessage()));
        }
        Instant now = clock.instant();
        Alert example = example(
                Map.of(
                        "alertname", "dependency-down",
                        "node", "edge-1",
                        "target", "redis",
                        "severity", "critical"),
                Level.CRITICAL,
                now.minusSeconds(754));
        Notice notice = new Notice(
                NoticeKind.FIRING,
                known.slug(tenant),
                Routing.STANDARD,
                Map.of("alertname", "dependency-down"),
                Level.CRITICAL,
                List.of(Notice.Item.of(example)),
                List.of(),
                1,
                0,
                0,
                "",
                now);
        Words words = phrases.words(notice, template, "NOC");
        return new TemplatePreview(words.subject(), words.body(), words.html());
    }

    /// Who would be told of an alert.
    RouteAnswer probe(TenantId tenant, RouteProbe probe) {
        Plan.Book book = realm.in(tenant, tx -> books.read(tx, tenant));
        Alert alert = example(probe.labels(), probe.level(), clock.instant());
        return new RouteAnswer(book.of(alert).stream()
                .map(plan -> new RouteAnswer.Way(
                        plan.route(),
                        plan.receivers().stream()
                                .map(id -> Optional.ofNullable(book.receivers().get(id)))
                                .flatMap(Optional::stream)
                                .map(ReceiverStore.Brief::name)
                                .sorted()
                                .toList(),
                        plan.policy()
                                .flatMap(id ->
                                        Optional.ofNullable(book.policies().get(id)))
                                .map(EscalationPolicy::name)
                                .orElse("")))
                .toList());
    }

    private static Alert example(Map<String, String> labels, Level level, Instant since) {
        return new Alert(
                "0123456789abcdef",
                labels.getOrDefault("alertname", ""),
                AlertState.FIRING,
                level,
                "redis is down, seen from edge-1",
                labels,
                Map.of(),
                Optional.empty(),
                1,
                1,
                since,
                Optional.empty(),
                since,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Alert.Facts.NONE,
                "");
    }
}
