package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.event.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes what becomes of alerts: the alert itself, its history and the events, together or not at all. Of two servers
/// that find the same, the second finds nothing new.
final class AlertLedger {
    private final AlertRealm realm;
    private final AlertStore alerts = new AlertStore();
    private final TransitionStore transitions = new TransitionStore();
    private final Outbox outbox;
    private final Clock clock;

    AlertLedger(AlertRealm realm, Outbox outbox, Clock clock) {
        this.realm = realm;
        this.outbox = outbox;
        this.clock = clock;
    }

    /// Takes findings over; returns what they changed.
    List<AlertChange> take(TenantId tenant, Collection<Finding> findings) {
        return realm.in(tenant, tx -> take(tx, tenant, findings));
    }

    /// Ends alerts of outsiders whose time is over, unless they were told again meanwhile.
    List<AlertChange> expire(TenantId tenant, List<String> fingerprints) {
        return realm.in(tenant, tx -> {
            Instant now = clock.instant();
            List<AlertChange> changes = alerts.hold(tx, tenant, fingerprints).values().stream()
                    .filter(alert -> alert.state() == AlertState.FIRING
                            && alert.endsAt().filter(end -> !end.isAfter(now)).isPresent())
                    .map(alert -> AlertChange.expired(alert, now))
                    .toList();
            write(tx, tenant, changes, now);
            return changes;
        });
    }

    private List<AlertChange> take(Tx tx, TenantId tenant, Collection<Finding> findings) {
        Instant now = clock.instant();
        List<String> fingerprints = findings.stream().map(Finding::fingerprint).toList();
        Map<String, Alert> stored = alerts.hold(tx, tenant, fingerprints);
        List<AlertChange> changes = findings.stream()
                .flatMap(found ->
                        AlertChange.of(Optional.ofNullable(stored.get(found.fingerprint())), found, now).stream())
                .toList();
        write(tx, tenant, changes, now);
        return changes;
    }

    /// Writes one change that somebody made of an alert which he holds.
    void write(Tx tx, TenantId tenant, AlertChange change) {
        write(tx, tenant, List.of(change), clock.instant());
    }

    private void write(Tx tx, TenantId tenant, List<AlertChange> changes, Instant now) {
        if (changes.isEmpty()) {
            return;
        }
        alerts.write(tx, tenant, changes.stream().map(AlertChange::kept).toList());
        transitions.write(tx, tenant, changes, now);
        outbox.publish(
                tx,
                changes.stream()
                        .flatMap(change -> change.happened().stream()
                                .map(step -> new AlertEvent(step.kind(), change.alert()).event()))
                        .toList());
    }
}
