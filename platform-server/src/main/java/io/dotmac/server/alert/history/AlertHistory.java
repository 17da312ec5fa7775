package io.dotmac.server.alert.history;

import io.dotmac.server.alert.AlertRealm;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.job.Chore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// What became of alerts: told by reports, kept for as long as is set.
public final class AlertHistory {
    private static final int AHEAD_DAYS = 62;
    private static final int PURGE = 5_000;

    private final AlertHistoryConfig config;
    private final AlertRealm realm;
    private final KeepingStore store;
    private final Clock clock;

    /// Does nothing by itself; [#chores()] are to be done.
    public AlertHistory(AlertHistoryConfig config, Database database, Clock clock) {
        this.config = config;
        this.realm = new AlertRealm(database);
        this.store = new KeepingStore(database);
        this.clock = clock;
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        return new ReportRoutes(realm).routes();
    }

    /// What comes again and again.
    public List<Chore> chores() {
        return List.of(
                new Chore("alert-partitions", Duration.ofHours(6), this::keepPartitions),
                new Chore("alert-clean", Duration.ofHours(6), this::purge));
    }

    /// Makes the partitions that are needed from now on, and drops those whose time is over.
    public void keepPartitions() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        store.keepPartitions(today.minusDays(config.historyDays()), today, today.plusDays(AHEAD_DAYS));
    }

    /// Forgets alerts with their history: as long as months of it are left, a clock that jumped ahead forgets none.
    private void purge() {
        Instant kept = clock.instant().minus(Duration.ofDays(config.historyDays()));
        store.begin().map(begin -> begin.isBefore(kept) ? begin : kept).ifPresent(this::purge);
    }

    private void purge(Instant before) {
        int gone;
        do {
            gone = store.purge(before, PURGE);
        } while (gone == PURGE);
    }
}
