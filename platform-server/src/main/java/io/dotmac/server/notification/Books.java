package io.dotmac.server.notification;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.Contacts;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NewEscalationPolicy;
import io.dotmac.model.notification.Routing;
import io.dotmac.server.notification.SettingStore.Row;
import io.dotmac.server.platform.db.Tx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the routes of a tenant with what they refer to.
final class Books {
    private final ReceiverStore receivers;
    private final SettingStore<Routing> routings = new SettingStore<>("routing", Routing.class);
    private final SettingStore<NewEscalationPolicy> policies = new SettingStore<>("policy", NewEscalationPolicy.class);

    private final SettingStore<Rota> schedules = new SettingStore<>("schedule", Rota.class);
    private final SettingStore<Contacts> contacts = new SettingStore<>("contacts", Contacts.class);

    Books(ReceiverStore receivers) {
        this.receivers = receivers;
    }

    SettingStore<Routing> routings() {
        return routings;
    }

    SettingStore<NewEscalationPolicy> policies() {
        return policies;
    }

    SettingStore<Rota> schedules() {
        return schedules;
    }

    /// By user.
    SettingStore<Contacts> contacts() {
        return contacts;
    }

    /// What it takes to tell some people.
    Roster roster(Tx tx, TenantId tenant, Map<UUID, Person> people) {
        Map<UUID, Contacts> known = people.isEmpty()
                ? Map.of()
                : contacts.all(tx, tenant).stream()
                        .filter(row -> people.containsKey(row.id()))
                        .collect(Collectors.toMap(Row::id, Row::spec));
        return new Roster(people, known, receivers.briefs(tx, tenant));
    }

    Plan.Book read(Tx tx, TenantId tenant) {
        Map<UUID, EscalationPolicy> known = new HashMap<>();
        policies.all(tx, tenant).forEach(row -> known.put(row.id(), policy(row)));
        Routing routing =
                routings.all(tx, tenant).stream().map(Row::spec).findFirst().orElse(Routing.NONE);
        return new Plan.Book(routing, receivers.briefs(tx, tenant), known);
    }

    /// What names a receiver, in words; empty when nothing does.
    Optional<String> users(Tx tx, TenantId tenant, UUID receiver) {
        Stream<String> routes = routings.all(tx, tenant).stream()
                .flatMap(row -> row.spec().routes().stream())
                .filter(route -> route.receivers().contains(receiver))
                .map(route -> "route " + route.name());
        Stream<String> levels = policies.all(tx, tenant).stream()
                .filter(row -> row.spec().levels().stream()
                        .anyMatch(level -> level.receivers().contains(receiver)))
                .map(row -> "policy " + row.name());
        Stream<String> turns = schedules.all(tx, tenant).stream()
                .filter(row -> row.spec().names(receiver))
                .map(row -> "schedule " + row.name());
        Stream<String> ways = contacts.all(tx, tenant).stream()
                .filter(row -> row.spec().methods().stream()
                        .anyMatch(method -> method.receiver().equals(receiver)))
                .map(row -> "a contact method of user " + row.id());
        return Stream.of(routes, levels, turns, ways).flatMap(one -> one).findFirst();
    }

    static EscalationPolicy policy(Row<NewEscalationPolicy> row) {
        return new EscalationPolicy(
                row.id(),
                row.name(),
                row.spec().levels(),
                row.spec().repeats().orElse(0),
                row.spec().ackTimeoutSeconds(),
                row.createdAt(),
                row.updatedAt(),
                row.version());
    }
}
