package io.dotmac.server.alert;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewMaintenance;
import io.dotmac.model.alert.Repeat;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Planning work, so that nobody is told of what it causes.
final class Maintenances {
    private static final String TYPE = "maintenance";

    private final AlertRealm realm;
    private final AlertSharing sharing;
    private final MaintenanceStore store = new MaintenanceStore();
    private final Audit audit;
    private final Function<Caller, String> names;
    private final Clock clock;

    Maintenances(AlertRealm realm, AlertSharing sharing, Audit audit, Function<Caller, String> names, Clock clock) {
        this.realm = realm;
        this.sharing = sharing;
        this.audit = audit;
        this.names = names;
        this.clock = clock;
    }

    Page<Maintenance> page(TenantId tenant, ListQuery query) {
        return query.page(realm.in(tenant, tx -> store.page(tx, tenant, query)), Maintenances::field);
    }

    Maintenance show(TenantId tenant, UUID id) {
        return realm.in(tenant, tx -> found(tx, tenant, id));
    }

    Maintenance create(Caller caller, TenantId tenant, NewMaintenance wanted) {
        Instant now = clock.instant();
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        Maintenance window = made(id, wanted, names.apply(caller), now, now);
        realm.in(tenant, tx -> {
            store.put(tx, tenant, window);
            audit.record(tx, caller, Entry.created("maintenance.planned", TYPE, id, window));
            return id;
        });
        sharing.settingsChanged(tenant);
        return window;
    }

    Maintenance change(Caller caller, TenantId tenant, UUID id, NewMaintenance wanted) {
        Instant now = clock.instant();
        Maintenance after = realm.in(tenant, tx -> {
            Maintenance before = found(tx, tenant, id);
            Maintenance changed = made(id, wanted, before.createdBy(), before.createdAt(), now);
            store.put(tx, tenant, changed);
            audit.record(tx, caller, Entry.changed("maintenance.changed", TYPE, id, before, changed));
            return changed;
        });
        sharing.settingsChanged(tenant);
        return after;
    }

    /// Ends it and takes it out of the plan.
    void delete(Caller caller, TenantId tenant, UUID id) {
        realm.in(tenant, tx -> {
            Maintenance before = found(tx, tenant, id);
            store.delete(tx, tenant, id);
            audit.record(tx, caller, Entry.removed("maintenance.removed", TYPE, id, before));
            return id;
        });
        sharing.settingsChanged(tenant);
    }

    private static Maintenance made(UUID id, NewMaintenance wanted, String author, Instant created, Instant now) {
        if (wanted.matchers().stream().allMatch((Matcher one) -> one.matches(Map.of()))) {
            throw Refusal.invalid("matchers", "match every alert, at least one must not match an empty label");
        }
        Maintenance window = new Maintenance(
                id,
                wanted.name(),
                wanted.matchers(),
                wanted.startsAt(),
                wanted.endsAt(),
                wanted.repeat().orElse(Repeat.ONCE),
                wanted.timeZone().orElse("UTC"),
                wanted.until(),
                wanted.reason(),
                author,
                created,
                now);
        if (window.next(now).isEmpty()) {
            throw Refusal.invalid("ends_at", "is " + wanted.endsAt() + " and it does not come back, must lie ahead");
        }
        return window;
    }

    private Maintenance found(Tx tx, TenantId tenant, UUID id) {
        Optional<Maintenance> found = store.find(tx, tenant, id);
        return found.orElseThrow(() -> Refusal.notFound(TYPE, id));
    }

    private static Object field(Maintenance window, String name) {
        return switch (name) {
            case "id" -> window.id();
            case "name" -> window.name();
            case "starts_at" -> window.startsAt();
            case "created_at" -> window.createdAt();
            default -> throw new IllegalArgumentException("maintenance windows are not sorted by " + name);
        };
    }
}
