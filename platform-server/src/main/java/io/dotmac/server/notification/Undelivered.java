package io.dotmac.server.notification;

import io.dotmac.model.alert.Level;
import io.dotmac.server.notification.Known.Expected;
import io.dotmac.server.notification.ReceiverStore.Failing;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Receivers that do not get what they are to be told: that is itself an alert, for those who are told elsewhere and
/// for
/// consoles.
final class Undelivered {
    /// Attempts in a row, the last of which are five minutes apart: about a quarter of an hour.
    private static final int FAILURES = 8;

    private final Realm realm;
    private final ReceiverStore receivers;
    private final Known known;

    Undelivered(Realm realm, ReceiverStore receivers, Known known) {
        this.realm = realm;
        this.receivers = receivers;
        this.known = known;
    }

    /// Tells of those that fail now, and of those that do no more; told twice it has no second effect.
    void look() {
        List<Expected> alerts = known.undelivered(); // Read first: what fails only later is not ended.
        List<Failing> failing = realm.all(tx -> receivers.failing(tx, FAILURES));
        failing.forEach(one -> known.undelivered(one.tenant(), one.id(), one.name(), Level.WARNING, one.error()));
        Set<UUID> ids = failing.stream().map(Failing::id).collect(Collectors.toSet());
        alerts.stream()
                .filter(one -> !ids.contains(one.id()))
                .forEach(one -> known.undelivered(one.tenant(), one.id(), one.name(), Level.OK, ""));
    }
}
