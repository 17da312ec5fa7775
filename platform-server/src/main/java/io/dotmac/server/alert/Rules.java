package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.ReplayResult;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// The rules of a tenant, as people change them.
final class Rules {
    private static final int MOST = 500;

    private final AlertRealm realm;
    private final AlertSharing sharing;
    private final Replay replay;
    private final RuleStore store = new RuleStore();
    private final Audit audit;
    private final Clock clock;

    Rules(AlertRealm realm, AlertSharing sharing, Replay replay, Audit audit, Clock clock) {
        this.realm = realm;
        this.sharing = sharing;
        this.replay = replay;
        this.audit = audit;
        this.clock = clock;
    }

    List<AlertRule> all(TenantId tenant) {
        return realm.in(tenant, tx -> new RuleBook(store.all(tx, tenant)).all());
    }

    AlertRule show(TenantId tenant, String name) {
        return found(all(tenant), name).orElseThrow(() -> Refusal.notFound("rule", name));
    }

    /// Puts a rule in the place of the one of its name.
    AlertRule put(Caller caller, TenantId tenant, String name, AlertRule wanted) {
        if (!wanted.name().equals(name)) {
            throw Refusal.invalid("name", "is " + wanted.name() + ", must be " + name + " as in the path");
        }
        AlertRule rule = withShipped(wanted, ShippedRules.named(name).isPresent());
        realm.in(tenant, tx -> {
            List<AlertRule> own = store.all(tx, tenant);
            if (found(own, name).isEmpty() && own.size() >= MOST) {
                throw Refusal.conflict("TOO_MANY_RULES", "there are " + own.size() + " rules, at most " + MOST);
            }
            Optional<AlertRule> before = found(new RuleBook(own).all(), name);
            store.put(tx, tenant, rule, caller.id(), clock.instant());
            audit.record(
                    tx,
                    caller,
                    new Entry(
                            "alert-rule.changed",
                            "alert-rule",
                            name,
                            before.map(Object.class::cast),
                            Optional.of(rule)));
            return name;
        });
        sharing.settingsChanged(tenant);
        return rule;
    }

    /// Takes an own rule away; a shipped one is again as it is shipped.
    void remove(Caller caller, TenantId tenant, String name) {
        realm.in(tenant, tx -> {
            AlertRule before = found(store.all(tx, tenant), name).orElseThrow(() -> Refusal.notFound("own rule", name));
            store.delete(tx, tenant, name);
            audit.record(tx, caller, Entry.removed("alert-rule.removed", "alert-rule", name, before));
            return name;
        });
        sharing.settingsChanged(tenant);
    }

    /// What a rule would have done in the last days.
    ReplayResult replay(TenantId tenant, AlertRule rule, int days) {
        return replay.run(tenant, rule, days);
    }

    private static Optional<AlertRule> found(List<AlertRule> rules, String name) {
        return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    private static AlertRule withShipped(AlertRule rule, boolean shipped) {
        return new AlertRule(
                rule.name(),
                rule.summary(),
                rule.metric(),
                rule.target(),
                rule.below(),
                rule.warning(),
                rule.critical(),
                rule.forSeconds(),
                rule.margin(),
                rule.missing(),
                rule.unit(),
                rule.enabled(),
                shipped);
    }
}
