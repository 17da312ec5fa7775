package io.dotmac.server.alert;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.live.Peers;
import io.dotmac.server.platform.live.Spaced;
import io.dotmac.server.tenant.Tenant;
import io.dotmac.server.tenant.Tenants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/// Lets several servers show the same alerts, silences, maintenance, topology and rules: what one writes, the others
/// read.
final class AlertSharing {
    private static final Logger LOG = System.getLogger(AlertSharing.class.getName());
    private static final String CHANGED = "alert.changed";
    private static final String SETTINGS = "alert.settings";

    private final AlertRealm realm;
    private final AlertStore alerts = new AlertStore();
    private final SilenceStore silences = new SilenceStore();
    private final MaintenanceStore maintenance = new MaintenanceStore();
    private final TopologyStore topologies = new TopologyStore();
    private final RuleStore rules = new RuleStore();
    private final AlertBook book;
    private final BiConsumer<TenantId, RuleBook> ruled;
    private final Tenants tenants;
    private final Peers peers;
    private final Clock clock;
    private final Map<TenantId, Set<String>> stale = new ConcurrentHashMap<>();
    private final Spaced cutOff = new Spaced();

    /// What changed of a tenant.
    ///
    /// @param fingerprints of alerts; empty where it is anything else
    record Changed(TenantId tenant, List<String> fingerprints) {}

    /// @param ruled takes the rules of a tenant over
    AlertSharing(
            AlertRealm realm,
            AlertBook book,
            BiConsumer<TenantId, RuleBook> ruled,
            Tenants tenants,
            Peers peers,
            Clock clock) {
        this.realm = realm;
        this.book = book;
        this.ruled = ruled;
        this.tenants = tenants;
        this.peers = peers;
        this.clock = clock;
        peers.on(CHANGED, text -> told(Json.read(text, Changed.class)));
        peers.on(SETTINGS, text -> readSettings(Json.read(text, Changed.class).tenant));
        peers.onMissed(this::readAll);
    }

    /// Alerts were written here.
    void alertsChanged(TenantId tenant, List<String> fingerprints) {
        peers.tell(CHANGED, new Changed(tenant, fingerprints));
    }

    /// Silences, maintenance windows, uplinks or rules were written here.
    void settingsChanged(TenantId tenant) {
        readSettings(tenant);
        peers.tell(SETTINGS, new Changed(tenant, List.of()));
    }

    /// Reads everything; what is shown already and still so stays.
    void readAll() {
        read(AlertRealm.PLATFORM);
        tenants.each(tenant -> readOrSay(tenant.id()));
    }

    /// What is wrong with one is no reason not to show others theirs.
    private void readOrSay(TenantId tenant) {
        try {
            read(tenant);
        } catch (DatabaseUnavailable | TenantRefused e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "alerts of a tenant cannot be shown tenant=" + tenant, e);
        }
    }

    private void read(TenantId tenant) {
        readSettings(tenant);
        readAlerts(tenant);
    }

    /// Reads what others wrote since the last time, together; while they cannot be heard, everything.
    void catchUp() {
        if (peers.isCutOff()) {
            cutOff.run(this::readAll);
            return;
        }
        for (TenantId tenant : Set.copyOf(stale.keySet())) {
            Set<String> fingerprints = stale.remove(tenant);
            if (fingerprints != null) {
                reread(tenant, fingerprints);
            }
        }
    }

    /// Has alerts read once more that several parts of this server may have changed at once: what was written last
    /// need not have been shown last.
    void recheck(TenantId tenant, List<String> fingerprints) {
        told(new Changed(tenant, fingerprints));
    }

    private void reread(TenantId tenant, Set<String> fingerprints) {
        try {
            book.put(tenant, realm.in(tenant, tx -> alerts.kept(tx, tenant, fingerprints)), clock.instant());
        } catch (RuntimeException e) {
            recheck(tenant, List.copyOf(fingerprints));
            LOG.log(Level.WARNING, "alerts could not be read, tried again tenant={0} cause={1}", tenant, e.toString());
        }
    }

    /// Whose alerts there are.
    List<TenantId> all() {
        List<TenantId> all = new ArrayList<>(List.of(AlertRealm.PLATFORM));
        tenants.all().stream().map(Tenant::id).forEach(all::add);
        return all;
    }

    private void told(Changed changed) {
        stale.compute(changed.tenant, (tenant, known) -> {
            Set<String> all = known == null ? new HashSet<>() : new HashSet<>(known);
            all.addAll(changed.fingerprints);
            return all;
        });
    }

    private void readAlerts(TenantId tenant) {
        book.replace(tenant, realm.in(tenant, tx -> alerts.firing(tx, tenant)), clock.instant());
    }

    private void readSettings(TenantId tenant) {
        realm.in(tenant, tx -> {
            Instant now = clock.instant();
            book.keepQuiet(
                    tenant,
                    new AlertBook.Settings(
                            silences.recent(tx, tenant, now),
                            maintenance.ahead(tx, tenant, now),
                            topologies.find(tx, tenant)),
                    now);
            ruled.accept(tenant, new RuleBook(rules.all(tx, tenant)));
            return tenant;
        });
    }
}
