package io.dotmac.server.notification;

import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.ContactMethod;
import io.dotmac.model.notification.Contacts;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.notification.SettingStore.Row;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/// How the people of a tenant are reached, and whether those who are on call can be.
final class People {
    private static final String CONTACTS = "contacts";

    private final Realm realm;
    private final Books books;
    private final ReceiverStore receivers;
    private final Known known;
    private final Audit audit;
    private final Runnable wake;
    private final Clock clock;
    private final AtomicBoolean changed = new AtomicBoolean();
    private final Map<UUID, String> told = new ConcurrentHashMap<>();

    /// @param wake called when there is something to look at
    People(Realm realm, Books books, ReceiverStore receivers, Known known, Audit audit, Runnable wake, Clock clock) {
        this.realm = realm;
        this.books = books;
        this.receivers = receivers;
        this.known = known;
        this.audit = audit;
        this.wake = wake;
        this.clock = clock;
    }

    /// Of oneself, or of another where one may read receivers.
    Contacts contacts(Caller caller, TenantId tenant, UUID user) {
        check(caller, tenant, user, Permission.NOTIFICATION_READ);
        return realm.in(
                tenant,
                tx -> books.contacts().find(tx, tenant, user).map(Row::spec).orElse(Contacts.NONE));
    }

    /// The same, changed.
    Contacts put(Caller caller, TenantId tenant, UUID user, Contacts wanted) {
        check(caller, tenant, user, Permission.NOTIFICATION_WRITE);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return realm.in(tenant, tx -> {
            Set<UUID> all = receivers.ids(tx, tenant);
            wanted.methods().stream()
                    .map(ContactMethod::receiver)
                    .filter(one -> !all.contains(one))
                    .findFirst()
                    .ifPresent(one -> {
                        throw Refusal.invalid("methods", "name " + one + ", which is no receiver");
                    });
            Optional<Row<Contacts>> before = books.contacts().find(tx, tenant, user);
            books.contacts()
                    .put(
                            tx,
                            tenant,
                            new Row<>(
                                    user,
                                    user.toString(),
                                    wanted,
                                    before.map(Row::version).orElse(0L) + 1,
                                    before.map(Row::createdAt).orElse(now),
                                    now));
            Contacts old = before.map(Row::spec).orElse(Contacts.NONE);
            audit.record(tx, caller, Entry.changed("escalation.contacts-changed", CONTACTS, user, old, wanted));
            tx.afterCommit(this::changed);
            return wanted;
        });
    }

    /// Those of some users who are there.
    Map<UUID, Person> find(TenantId tenant, Collection<UUID> users) {
        return users.isEmpty() ? Map.of() : known.people(tenant, Set.copyOf(users));
    }

    /// Refuses who is not there, and who cannot be told.
    void checkCanBeTold(Tx tx, TenantId tenant, Collection<UUID> users, Map<UUID, Person> people) {
        if (users.isEmpty()) {
            return;
        }
        Roster roster = books.roster(tx, tenant, people);
        for (UUID user : users) {
            if (!people.containsKey(user)) {
                throw Refusal.notFound("user", user);
            }
            roster.fault(new Who.Person(user)).ifPresent(fault -> {
                throw Refusal.conflict("NOT_REACHABLE", fault + " (user " + user + "), so cannot be on call");
            });
        }
    }

    /// Somebody may be told in other ways, or take turns.
    void changed() {
        changed.set(true);
        wake.run();
    }

    /// Looks whether everybody who takes turns can be told, and tells of schedules where that has changed. Each server
    /// does; what another one told already has no second effect.
    void lookIfChanged() {
        if (changed.compareAndSet(true, false)) {
            look();
        }
    }

    private void look() {
        Map<TenantId, List<Row<Rota>>> all = realm.all(tx -> books.schedules().everyone(tx));
        Set<UUID> seen = new HashSet<>();
        all.forEach((tenant, every) -> {
            List<Row<Rota>> rows = every.stream()
                    .filter(row ->
                            told.containsKey(row.id()) || !row.spec().users().isEmpty())
                    .toList();
            rows.forEach(row -> seen.add(row.id()));
            try {
                if (!rows.isEmpty()) {
                    look(tenant, rows);
                }
            } catch (TenantRefused e) {
                rows.forEach(row -> told.remove(row.id())); // Told again when it is served again.
            }
        });
        told.keySet().retainAll(seen);
    }

    private void look(TenantId tenant, List<Row<Rota>> rows) {
        Set<UUID> users =
                rows.stream().flatMap(row -> row.spec().users().stream()).collect(Collectors.toSet());
        Map<UUID, Person> people = find(tenant, users);
        Roster roster = realm.in(tenant, tx -> books.roster(tx, tenant, people));
        rows.forEach(row -> tell(tenant, row, roster));
    }

    /// A schedule is no more, so nobody of it is missed.
    void gone(TenantId tenant, UUID schedule, String name) {
        if (!Optional.ofNullable(told.remove(schedule)).orElse("").isEmpty()) {
            known.unreachable(tenant, schedule, name, Level.OK, "");
        }
    }

    private void tell(TenantId tenant, Row<Rota> row, Roster roster) {
        String why = row.spec().users().stream()
                .flatMap(user -> roster.fault(new Who.Person(user)).stream())
                .collect(Collectors.joining(", "));
        boolean nobody =
                !why.isEmpty() && row.spec().at(clock.instant(), roster::fault).isEmpty();
        Level level = why.isEmpty() ? Level.OK : nobody ? Level.CRITICAL : Level.WARNING;
        String now = why.isEmpty() ? "" : level + " " + why;
        if (!now.equals(told.put(row.id(), now))) {
            known.unreachable(tenant, row.id(), row.name(), level, why);
        }
    }

    private void check(Caller caller, TenantId tenant, UUID user, Permission permission) {
        if (!caller.id().equals(user)) {
            caller.require(permission);
        }
        if (!find(tenant, Set.of(user)).containsKey(user)) {
            throw Refusal.notFound("user", user);
        }
    }
}
