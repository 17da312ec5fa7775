package io.dotmac.server.alert.handover;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.Handover.Signature;
import io.dotmac.model.alert.NewHandover;
import io.dotmac.model.alert.NewSignature;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.alert.AlertRealm;
import io.dotmac.server.alert.Alerts;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// What shifts leave to each other.
public final class Handovers {
    private static final int HOURS = 8;

    private final AlertRealm realm;
    private final Alerts alerts;
    private final Audit audit;
    private final Function<Caller, String> names;
    private final Clock clock;
    private final HandoverStore store = new HandoverStore();

    /// @param names what callers are called
    public Handovers(Database database, Alerts alerts, Audit audit, Function<Caller, String> names, Clock clock) {
        this.realm = new AlertRealm(database);
        this.alerts = alerts;
        this.audit = audit;
        this.names = names;
        this.clock = clock;
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        return new HandoverRoutes(this).routes();
    }

    Page<Handover> page(TenantId tenant, ListQuery query) {
        return query.page(realm.in(tenant, tx -> store.page(tx, tenant, query)));
    }

    Handover show(TenantId tenant, UUID id) {
        return realm.in(tenant, tx -> found(tx, tenant, id));
    }

    /// Notes how it stands now.
    Handover write(Caller caller, TenantId tenant, NewHandover wanted) {
        Instant now = clock.instant();
        Instant end = now.plus(Duration.ofHours(wanted.hours().orElse(HOURS)));
        List<Silence> ending = alerts.silences(tenant).stream()
                .filter(silence -> silence.isActive(now) && !silence.endsAt().isAfter(end))
                .sorted(Comparator.comparing(Silence::endsAt))
                .toList();
        Handover handover = new Handover(
                Generators.timeBasedEpochRandomGenerator().generate(),
                now,
                caller.id(),
                names.apply(caller),
                wanted.notes(),
                alerts.firing(tenant),
                ending,
                Optional.empty());
        realm.in(tenant, tx -> {
            store.insert(tx, tenant, handover);
            audit.record(tx, caller, Entry.happened("handover.written", "handover", handover.id()));
            return handover;
        });
        return handover;
    }

    /// Takes over; nobody from himself, and nobody twice.
    Handover sign(Caller caller, TenantId tenant, UUID id, NewSignature wanted) {
        return realm.in(tenant, tx -> {
            Handover before = found(tx, tenant, id);
            before.signature().ifPresent(done -> {
                throw Refusal.conflict(
                        "HANDOVER_SIGNED", "handover " + id + " was signed by " + done.name() + " at " + done.at());
            });
            if (before.by().equals(caller.id())) {
                throw Refusal.conflict(
                        "OWN_HANDOVER", "handover " + id + " is your own, somebody of the next shift must sign it");
            }
            Signature signature = new Signature(
                    caller.id(),
                    names.apply(caller),
                    clock.instant(),
                    wanted.remark().orElse(""));
            Handover after = new Handover(
                    before.id(),
                    before.at(),
                    before.by(),
                    before.byName(),
                    before.notes(),
                    before.open(),
                    before.ending(),
                    Optional.of(signature));
            store.sign(tx, tenant, after, signature);
            audit.record(tx, caller, Entry.created("handover.signed", "handover", id, signature));
            return after;
        });
    }

    private Handover found(Tx tx, TenantId tenant, UUID id) {
        return store.find(tx, tenant, id).orElseThrow(() -> Refusal.notFound("handover", id));
    }
}
