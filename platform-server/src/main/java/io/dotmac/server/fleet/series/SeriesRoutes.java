package io.dotmac.server.fleet.series;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.report.KnownMetric;
import io.dotmac.model.report.KnownSeries;
import io.dotmac.model.report.SeriesSet;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import io.dotmac.server.platform.secret.Identity.Home;
import java.util.List;
import java.util.Optional;

/// Paths by which people and programs read measured values over time.
final class SeriesRoutes {
    private static final Access READ = Access.needs(Permission.FLEET_READ);
    private static final Parameter TENANT =
            Parameter.query("tenant", ValueType.UUID, "whose, for platform staff, who must name it");
    private static final ListSpec NAMES = ListSpec.keyed("id", ValueType.WHOLE)
            .filterable("node", ValueType.UUID)
            .filterable("node_name", ValueType.TEXT)
            .filterable("target", ValueType.TEXT)
            .filterable("metric", ValueType.TEXT)
            .filterable("instance", ValueType.TEXT);
    private static final ListSpec METRICS =
            ListSpec.keyed("metric", ValueType.TEXT).filterable("series", ValueType.WHOLE);

    private final SeriesReader reader;

    SeriesRoutes(SeriesReader reader) {
        this.reader = reader;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/fleet/series", READ, this::series)
                        .as("getSeries", "Values of one metric over time, empty where nothing was reported")
                        .with(
                                SeriesParameters.METRIC,
                                SeriesParameters.NODE,
                                SeriesParameters.TARGET,
                                SeriesParameters.INSTANCE,
                                SeriesParameters.FROM,
                                SeriesParameters.TO,
                                SeriesParameters.STEP,
                                SeriesParameters.AGGREGATE,
                                TENANT)
                        .gives("series-set", SeriesSet.class)
                        .refuses(404),
                Route.get("/api/v1/fleet/series-names", READ, this::names)
                        .as("listSeriesNames", "Series that were ever reported")
                        .lists("known-series", KnownSeries.class, NAMES)
                        .with(TENANT)
                        .refuses(404),
                Route.get("/api/v1/fleet/metrics", READ, this::metrics)
                        .as("listMetrics", "Metrics that were ever reported, and on what")
                        .lists("known-metric", KnownMetric.class, METRICS)
                        .with(TENANT)
                        .refuses(404));
    }

    private Answer series(Call call) {
        SeriesQuery query = SeriesParameters.query(call, reader.retention());
        return Documents.one(call, "series-set", query.which().metric(), reader.read(tenant(call), query));
    }

    private Answer names(Call call) {
        return Documents.page(call, reader.names(tenant(call), call.list()), KnownSeries::id);
    }

    private Answer metrics(Call call) {
        return Documents.page(call, reader.metrics(tenant(call), call.list()), KnownMetric::metric);
    }

    private static TenantId tenant(Call call) {
        Optional<TenantId> own = call.caller().tenant().map(Home::id);
        Optional<TenantId> asked = call.query("tenant").map(TenantId::of);
        if (own.isPresent() && asked.isPresent() && !own.equals(asked)) {
            throw Refusal.notFound("tenant", asked.get());
        }
        return own.or(() -> asked)
                .orElseThrow(() -> Refusal.invalid("tenant", "is missing, platform staff must name whose"));
    }
}
