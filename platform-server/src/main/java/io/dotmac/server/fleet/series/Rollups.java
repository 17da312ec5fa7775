package io.dotmac.server.fleet.series;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.SqlFailure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// Rolls samples up once their quarter of an hour is over, and looks after the partitions. Any number of servers may do
/// it at once.
final class Rollups {
    private static final Logger LOG = System.getLogger(Rollups.class.getName());

    /// Reports of a quarter of an hour mostly are in so long after it; those that are not have it made anew.
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final int PURGE = 10_000;

    private final RollupStore store;
    private final Retention retention;
    private final Clock clock;
    private volatile boolean begun;

    Rollups(RollupStore store, Retention retention, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.clock = clock;
    }

    void run() {
        if (!begun) {
            keepPartitions(); // The chore for it may come later.
            begun = true;
        }
        Instant before = clock.instant().minus(RollupStore.SLOT).minus(GRACE);
        for (TenantId tenant : store.waiting(before)) {
            try {
                run(tenant, before);
            } catch (SqlFailure e) {
                LOG.log(Level.WARNING, "roll-up failed, tried again later tenant={0} cause={1}", tenant, e.toString());
            }
        }
    }

    private void run(TenantId tenant, Instant before) {
        int done;
        do {
            done = store.roll(tenant, before);
        } while (done > 0);
    }

    void keepPartitions() {
        store.keepPartitions(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), retention);
    }

    void purgeGaps() {
        Instant before = clock.instant().minus(Duration.ofDays(retention.hourDays()));
        int gone;
        do {
            gone = store.purgeGaps(before, PURGE);
        } while (gone == PURGE);
    }
}
