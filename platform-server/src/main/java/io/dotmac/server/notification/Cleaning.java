package io.dotmac.server.notification;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// Deletes messages that ended long ago, at most a day's worth of the oldest at a time: a clock that jumped ahead by
/// years costs one day each time, and not all that was ever told.
final class Cleaning {
    private static final Duration KEEP = Duration.ofDays(90);
    private static final Duration AT_A_TIME = Duration.ofDays(1);
    private static final int BATCH = 5_000;

    private final Realm realm;
    private final DeliveryStore deliveries = new DeliveryStore();
    private final Clock clock;

    Cleaning(Realm realm, Clock clock) {
        this.realm = realm;
        this.clock = clock;
    }

    void run() {
        Instant kept = clock.instant().minus(KEEP);
        realm.all(deliveries::oldest)
                .map(oldest -> oldest.plus(AT_A_TIME))
                .map(day -> day.isBefore(kept) ? day : kept)
                .ifPresent(this::clean);
    }

    private void clean(Instant before) {
        int deleted;
        do {
            deleted = realm.all(tx -> deliveries.clean(tx, before, BATCH));
        } while (deleted == BATCH);
    }
}
