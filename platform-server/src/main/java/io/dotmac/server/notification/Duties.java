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

    private final People people;

    Duties(Realm realm, Books books, ReceiverStore receivers, People people, Audit audit, Clock clock) {
        this.people = people;
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
        List<Row<Rota>> rows = realm.in(tenant, tx -> books.schedules().all(tx, tenant));
        Roster roster = roster(tenant, rows);
        return rows.stream().map(row -> shown(row, roster)).toList();
    }

    OnCallSchedule schedule(TenantId tenant, UUID id) {
        return shown(tenant, realm.in(tenant, tx -> found(tx, tenant, books.schedules(), SCHEDULE, id)));
    }

    /// Makes a schedule, or changes the one of that id; its overrides stay.
    OnCallSchedule put(Caller caller, TenantId tenant, Optional<UUID> id, NewSchedule wanted) {
        Map<UUID, Person> known = people.find(tenant, new Rota(wanted, List.of()).users());
        Row<Rota> put = Names.unlessTaken(
                wanted.name(),
                () -> realm.in(tenant, tx -> {
                    checkReceivers(
                            tx,
                            tenant,
                            wanted.layers().stream()
                                    .flatMap(layer -> layer.receivers().stream())
                                    .flatMap(List::stream)
                                    .toList());
                    Optional<Rota> before = id.map(old ->
                            found(tx, tenant, books.schedules(), SCHEDULE, old).spec());
                    Rota rota = new Rota(wanted, before.map(Rota::overrides).orElse(List.of()));
                    Set<UUID> joining = new Rota(wanted, List.of()).users();
                    before.ifPresent(old -> joining.removeAll(old.users()));
                    people.checkCanBeTold(tx, tenant, joining, known);
                    Row<Rota> row = next(tx, tenant, books.schedules(), SCHEDULE, id, wanted.name(), rota);
                    books.schedules().put(tx, tenant, row);
                    String action = id.isPresent() ? "escalation.schedule-changed" : "escalation.schedule-created";
                    audit.record(tx, caller, Entry.created(action, SCHEDULE, row.id(), wanted));
                    tx.afterCommit(people::changed);
                    return row;
                }));
        return shown(tenant, put);
    }

    void removeSchedule(Caller caller, TenantId tenant, UUID id) {
        Row<Rota> gone = realm.in(tenant, tx -> {
            Row<Rota> row = found(tx, tenant, books.schedules(), SCHEDULE, id);
            books.policies().all(tx, tenant).stream()
                    .filter(policy -> policy.spec().levels().stream()
                            .anyMatch(level -> level.schedules().contains(id)))
                    .findFirst()
                    .ifPresent(policy -> inUse(row.name(), "policy " + policy.name()));
            books.schedules().delete(tx, tenant, id);
            audit.record(tx, caller, Entry.removed("escalation.schedule-removed", SCHEDULE, id, row.spec()));
            return row;
        });
        people.gone(tenant, id, gone.name());
    }

    /// Has somebody stand in; overrides that are over are forgotten.
    OnCallSchedule override(Caller caller, TenantId tenant, UUID id, NewOverride wanted) {
        List<UUID> users = wanted.user().stream().toList();
        Map<UUID, Person> known = people.find(tenant, users);
        return overrides(caller, tenant, id, "escalation.override-made", (tx, kept) -> {
            checkReceivers(tx, tenant, wanted.receiver().stream().toList());
            people.checkCanBeTold(tx, tenant, users, known);
            if (kept.size() >= MOST) {
                throw Refusal.conflict("TOO_MANY_OVERRIDES", "there are " + MOST + " overrides, at most that many");
            }
            UUID made = Generators.timeBasedEpochRandomGenerator().generate();
            kept.add(new StandIn(
                    made, wanted.user(), wanted.receiver(), wanted.startsAt(), wanted.endsAt(), wanted.reason()));
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
        Row<Rota> row = realm.in(tenant, tx -> found(tx, tenant, books.schedules(), SCHEDULE, id));
        Rota rota = row.spec();
        Roster roster = roster(tenant, List.of(row));
        Optional<Rota.Turn> turn = rota.at(at, roster::fault);
        Optional<Who> who = turn.map(Rota.Turn::who);
        Optional<UUID> user = who.flatMap(Duties::user);
        return new OnCallTurn(
                at,
                who.flatMap(roster::first),
                who.map(roster::name).orElse(""),
                turn.map(Rota.Turn::because).orElseGet(() -> nobody(rota, roster, at)),
                rota.until(at, roster::fault),
                user,
                user.map(roster::methods));
    }

    private static String nobody(Rota rota, Roster roster, Instant at) {
        if (rota.at(at).isEmpty()) {
            return "no layer counts";
        }
        return "nobody can be told: "
                + rota.users().stream()
                        .flatMap(user -> roster.fault(new Who.Person(user)).stream())
                        .collect(Collectors.joining(", "));
    }

    private static Optional<UUID> user(Who who) {
        return who instanceof Who.Person(var user) ? Optional.of(user) : Optional.empty();
    }

    /// Who they are that a schedule names, and how they are reached.
    private Roster roster(TenantId tenant, List<Row<Rota>> rows) {
        Set<UUID> users =
                rows.stream().flatMap(row -> row.spec().users().stream()).collect(Collectors.toSet());
        Map<UUID, Person> known = people.find(tenant, users);
        return realm.in(tenant, tx -> books.roster(tx, tenant, known));
    }

    /// Changes the overrides of a schedule.
    private interface Edit {
        void on(Tx tx, List<StandIn> overrides);
    }

    private OnCallSchedule overrides(Caller caller, TenantId tenant, UUID id, String action, Edit edit) {
        Instant now = now();
        Row<Rota> changed = realm.in(tenant, tx -> {
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
            tx.afterCommit(people::changed);
            return next;
        });
        return shown(tenant, changed);
    }

    private OnCallSchedule shown(TenantId tenant, Row<Rota> row) {
        return shown(row, roster(tenant, List.of(row)));
    }

    private OnCallSchedule shown(Row<Rota> row, Roster roster) {
        Rota rota = row.spec();
        Instant now = clock.instant();
        Optional<Who> who = rota.at(now, roster::fault).map(Rota.Turn::who);
        return new OnCallSchedule(
                row.id(),
                row.name(),
                rota.schedule().zone(),
                rota.schedule().layers(),
                rota.overrides().stream()
                        .filter(one -> one.endsAt().isAfter(now))
                        .toList(),
                who.flatMap(roster::first),
                who.flatMap(Duties::user),
                who.map(roster::name),
                rota.until(now, roster::fault),
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
