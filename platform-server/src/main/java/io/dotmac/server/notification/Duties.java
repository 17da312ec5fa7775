package io.dotmac.server.notification;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.EscalationLevel;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NewEscalationPolicy;
import io.dotmac.model.notification.NewOverride;
import io.dotmac.model.notification.NewSchedule;
import io.dotmac.model.notification.OnCallSchedule;
import io.dotmac.model.notification.OnCallTurn;
import io.dotmac.model.notification.ScheduleLayer;
import io.dotmac.model.notification.StandIn;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.notification.SettingStore.Row;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Escalation policies and on-call schedules of a tenant, as people change them.
final class Duties {
    private static final String POLICY = "escalation-policy";
    private static final String SCHEDULE = "on-call-schedule";
    private static final int MOST = 100;

    private final Realm realm;
    private final Books books;
    private final ReceiverStore receivers;
    private final Audit audit;
    private final Clock clock;

    Duties(Realm realm, Books books, ReceiverStore receivers, Audit audit, Clock clock) {
        this.realm = realm;
        this.books = books;
        this.receivers = receivers;
        this.audit = audit;
        this.clock = clock;
    }

    List<EscalationPolicy> policies(TenantId tenant) {
        return realm.in(tenant, tx -> books.policies().all(tx, tenant)).stream()
                .map(Books::policy)
                .toList();
    }

    EscalationPolicy policy(TenantId tenant, UUID id) {
        return realm.in(tenant, tx -> Books.policy(found(tx, tenant, books.policies(), POLICY, id)));
    }

    /// Makes a policy, or changes the one of that id.
    EscalationPolicy put(Caller caller, TenantId tenant, Optional<UUID> id, NewEscalationPolicy wanted) {
        return Names.unlessTaken(
                wanted.name(),
                () -> realm.in(tenant, tx -> {
                    checkReceivers(
                            tx,
                            tenant,
                            wanted.levels().stream()
                                    .flatMap(level -> level.receivers().stream())
                                    .toList());
                    Set<UUID> known = books.schedules().all(tx, tenant).stream()
                            .map(Row::id)
                            .collect(Collectors.toSet());
                    for (EscalationLevel level : wanted.levels()) {
                        level.schedules().stream()
                                .filter(one -> !known.contains(one))
                                .findFirst()
                                .ifPresent(one -> {
                                    throw Refusal.invalid("schedules", "name " + one + ", which is none");
                                });
                    }
                    Row<NewEscalationPolicy> row =
                            next(tx, tenant, books.policies(), POLICY, id, wanted.name(), wanted);
                    books.policies().put(tx, tenant, row);
                    String action = id.isPresent() ? "escalation.policy-changed" : "escalation.policy-created";
                    audit.record(tx, caller, Entry.created(action, POLICY, row.id(), wanted));
                    return Books.policy(row);
                }));
    }

    void removePolicy(Caller caller, TenantId tenant, UUID id) {
        realm.in(tenant, tx -> {
            Row<NewEscalationPolicy> row = found(tx, tenant, books.policies(), POLICY, id);
            books.routings().all(tx, tenant).stream()
                    .flatMap(one -> one.spec().routes().stream())
                    .filter(route -> route.policy().equals(Optional.of(id)))
                    .findFirst()
                    .ifPresent(route -> inUse(row.name(), "route " + route.name()));
            books.policies().delete(tx, tenant, id);
            audit.record(tx, caller, Entry.removed("escalation.policy-removed", POLICY, id, row.spec()));
            return id;
        });
    }

    List<OnCallSchedule> schedules(TenantId tenant) {
        return realm.in(tenant, tx -> books.schedules().all(tx, tenant)).stream()
                .map(this::shown)
                .toList();
    }

    OnCallSchedule schedule(TenantId tenant, UUID id) {
        return shown(realm.in(tenant, tx -> found(tx, tenant, books.schedules(), SCHEDULE, id)));
    }

    /// Makes a schedule, or changes the one of that id; its overrides stay.
    OnCallSchedule put(Caller caller, TenantId tenant, Optional<UUID> id, NewSchedule wanted) {
        return Names.unlessTaken(
                wanted.name(),
                () -> realm.in(tenant, tx -> {
                    checkReceivers(
                            tx,
                            tenant,
                            wanted.layers().stream()
                                    .map(ScheduleLayer::receivers)
                                    .flatMap(List::stream)
                                    .toList());
                    List<StandIn> overrides = id.map(known -> found(tx, tenant, books.schedules(), SCHEDULE, known)
                                    .spec()
                                    .overrides())
                            .orElse(List.of());
                    Rota rota = new Rota(wanted, overrides);
                    Row<Rota> row = next(tx, tenant, books.schedules(), SCHEDULE, id, wanted.name(), rota);
                    books.schedules().put(tx, tenant, row);
                    String action = id.isPresent() ? "escalation.schedule-changed" : "escalation.schedule-created";
                    audit.record(tx, caller, Entry.created(action, SCHEDULE, row.id(), wanted));
                    return shown(row);
                }));
    }

    void removeSchedule(Caller caller, TenantId tenant, UUID id) {
        realm.in(tenant, tx -> {
            Row<Rota> row = found(tx, tenant, books.schedules(), SCHEDULE, id);
            books.policies().all(tx, tenant).stream()
                    .filter(policy -> policy.spec().levels().stream()
                            .anyMatch(level -> level.schedules().contains(id)))
                    .findFirst()
                    .ifPresent(policy -> inUse(row.name(), "policy " + policy.name()));
            books.schedules().delete(tx, tenant, id);
            audit.record(tx, caller, Entry.removed("escalation.schedule-removed", SCHEDULE, id, row.spec()));
            return id;
        });
    }

    /// Has somebody stand in; overrides that are over are forgotten.
    OnCallSchedule override(Caller caller, TenantId tenant, UUID id, NewOverride wanted) {
        return overrides(caller, tenant, id, "escalation.override-made", (tx, kept) -> {
            checkReceivers(tx, tenant, List.of(wanted.receiver()));
            if (kept.size() >= MOST) {
                throw Refusal.conflict("TOO_MANY_OVERRIDES", "there are " + MOST + " overrides, at most that many");
            }
            UUID made = Generators.timeBasedEpochRandomGenerator().generate();
            kept.add(new StandIn(made, wanted.receiver(), wanted.startsAt(), wanted.endsAt(), wanted.reason()));
        });
    }

    OnCallSchedule removeOverride(Caller caller, TenantId tenant, UUID id, UUID override) {
        return overrides(caller, tenant, id, "escalation.override-removed", (tx, kept) -> {
            if (!kept.removeIf(one -> one.id().equals(override))) {
                throw Refusal.notFound("override", override);
            }
        });
    }

    /// Who is on call at a time.
    OnCallTurn turn(TenantId tenant, UUID id, Instant at) {
        return realm.in(tenant, tx -> {
            Rota rota = found(tx, tenant, books.schedules(), SCHEDULE, id).spec();
            Optional<Rota.Turn> turn = rota.at(at);
            Map<UUID, ReceiverStore.Brief> names = receivers.briefs(tx, tenant);
            String name = turn.flatMap(one -> Optional.ofNullable(names.get(one.receiver())))
                    .map(ReceiverStore.Brief::name)
                    .orElse("");
            return new OnCallTurn(
                    at,
                    turn.map(Rota.Turn::receiver),
                    name,
                    turn.map(Rota.Turn::because).orElse("no layer counts"),
                    rota.until(at));
        });
    }

    /// Changes the overrides of a schedule.
    private interface Edit {
        void on(Tx tx, List<StandIn> overrides);
    }

    private OnCallSchedule overrides(Caller caller, TenantId tenant, UUID id, String action, Edit edit) {
        Instant now = now();
        return realm.in(tenant, tx -> {
            Row<Rota> row = found(tx, tenant, books.schedules(), SCHEDULE, id);
            List<StandIn> kept = new ArrayList<>(row.spec().overrides().stream()
                    .filter(one -> one.endsAt().isAfter(now))
                    .toList());
            edit.on(tx, kept);
            Rota after = new Rota(row.spec().schedule(), kept);
            Row<Rota> next = next(tx, tenant, books.schedules(), SCHEDULE, Optional.of(id), row.name(), after);
            books.schedules().put(tx, tenant, next);
            audit.record(
                    tx, caller, Entry.changed(action, SCHEDULE, id, row.spec().overrides(), after.overrides()));
            return shown(next);
        });
    }

    private OnCallSchedule shown(Row<Rota> row) {
        Rota rota = row.spec();
        Instant now = clock.instant();
        return new OnCallSchedule(
                row.id(),
                row.name(),
                rota.schedule().zone(),
                rota.schedule().layers(),
                rota.overrides().stream()
                        .filter(one -> one.endsAt().isAfter(now))
                        .toList(),
                rota.at(now).map(Rota.Turn::receiver),
                row.createdAt(),
                row.updatedAt(),
                row.version());
    }

    private <T> Row<T> next(
            Tx tx, TenantId tenant, SettingStore<T> store, String type, Optional<UUID> id, String name, T spec) {
        Instant now = now();
        if (id.isEmpty()) {
            if (store.all(tx, tenant).size() >= MOST) {
                throw Refusal.conflict("TOO_MANY_DUTIES", "there are " + MOST + " of type " + type + ", at most that");
            }
            UUID made = Generators.timeBasedEpochRandomGenerator().generate();
            return new Row<>(made, name, spec, 1, now, now);
        }
        Row<T> before = found(tx, tenant, store, type, id.get());
        return new Row<>(before.id(), name, spec, before.version() + 1, before.createdAt(), now);
    }

    private static <T> Row<T> found(Tx tx, TenantId tenant, SettingStore<T> store, String type, UUID id) {
        return store.find(tx, tenant, id).orElseThrow(() -> Refusal.notFound(type, id));
    }

    private void checkReceivers(Tx tx, TenantId tenant, List<UUID> named) {
        Set<UUID> known = receivers.ids(tx, tenant);
        named.stream().filter(one -> !known.contains(one)).findFirst().ifPresent(one -> {
            throw Refusal.invalid("receivers", "name " + one + ", which is none");
        });
    }

    private static void inUse(String name, String user) {
        throw Refusal.conflict("DUTY_IN_USE", name + " is named by " + user);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
