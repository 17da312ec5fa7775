package io.dotmac.server.fleet.series;

import io.dotmac.model.report.KnownMetric;
import io.dotmac.model.report.KnownSeries;
import io.dotmac.model.report.SeriesSet;
import io.dotmac.server.fleet.series.SeriesReader.Wanted;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;
import java.util.Locale;

/// Paths by which people and programs read measured values over time.
final class SeriesRoutes {
    private static final Access READ = Access.needs(Permission.FLEET_READ);
    private static final Parameter TENANT = Parameter.tenant("whose, for platform staff, who must name it");
    private static final Parameter SOURCE = Parameter.query(
            "source", ValueType.choice(Wanted.class), "where values are read, else `auto`: here while they are kept");
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
                                SOURCE,
                                TENANT)
                        .gives("series-set", SeriesSet.class)
                        .refuses(404, 503),
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
        Wanted wanted = call.query("source")
                .map(text -> Wanted.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(Wanted.AUTO);
        return Documents.one(call, "series-set", query.which().metric(), reader.read(call.tenant(), query, wanted));
    }

    private Answer names(Call call) {
        return Documents.page(call, reader.names(call.tenant(), call.list()), KnownSeries::id);
    }

    private Answer metrics(Call call) {
        return Documents.page(call, reader.metrics(call.tenant(), call.list()), KnownMetric::metric);
    }
}
