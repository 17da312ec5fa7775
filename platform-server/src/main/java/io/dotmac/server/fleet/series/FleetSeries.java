package io.dotmac.server.fleet.series;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.job.Chore;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Measured values over time: rolled up, kept for as long as is set, read by range.
public final class FleetSeries {
    private final Rollups rollups;
    private final SeriesReader reader;

    /// Does nothing by itself; [#chores()] are to be done.
    ///
    /// @param slugs names of tenants, by which the store of metrics knows them
    public FleetSeries(
            Retention retention,
            PrometheusConfig prometheus,
            Database database,
            Function<TenantId, String> slugs,
            Telemetry telemetry,
            Clock clock) {
        this.rollups = new Rollups(new RollupStore(database), retention, clock);
        PrometheusSource source = new PrometheusSource(prometheus, telemetry.outbound());
        this.reader = new SeriesReader(new SeriesStore(database), source, slugs, retention, clock);
    }

    /// Its HTTP routes.
    public List<Route> routes() {
        return new SeriesRoutes(reader).routes();
    }

    /// What comes again and again.
    public List<Chore> chores() {
        return List.of(
                new Chore("fleet-rollup-partitions", Duration.ofHours(1), rollups::keepPartitions),
                new Chore("fleet-rollups", Duration.ofMinutes(1), rollups::run),
                new Chore("fleet-gaps-clean", Duration.ofHours(6), rollups::purgeGaps));
    }
}
