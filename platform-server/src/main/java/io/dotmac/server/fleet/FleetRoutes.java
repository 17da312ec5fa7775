package io.dotmac.server.fleet;

import io.dotmac.model.api.Resource;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesPoints;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Documents.Listing;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.Scope;
import java.util.List;
import java.util.Optional;

/// Paths that people use to see nodes and what they report.
final class FleetRoutes {
    private static final Access READ = Access.needs(Permission.FLEET_READ);
    private static final int PAGE = 200;
    private static final int MAX_PAGE = 1_000;

    private final LiveHub hub;
    private final SampleQueries samples;

    FleetRoutes(LiveHub hub, SampleQueries samples) {
        this.hub = hub;
        this.samples = samples;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/nodes", READ, call -> list(call, Topic.NODES, "node", LiveRow.Node.class)),
                Route.get("/api/v1/nodes/{id}", READ, this::node),
                Route.get(
                        "/api/v1/dependencies",
                        READ,
                        call -> list(call, Topic.DEPENDENCIES, "dependency", LiveRow.Dependency.class)),
                Route.get(
                        "/api/v1/replication",
                        READ,
                        call -> list(call, Topic.REPLICATION, "replication", LiveRow.Replication.class)),
                Route.get(
                        "/api/v1/containers",
                        READ,
                        call -> list(call, Topic.CONTAINERS, "container", LiveRow.Container.class)),
                Route.get(
                        "/api/v1/workloads",
                        READ,
                        call -> list(call, Topic.WORKLOADS, "workload", LiveRow.Workload.class)),
                Route.get("/api/v1/samples", READ, this::samples));
    }

    private Answer node(Call call) {
        LiveRow.Node node = samples.node(call.caller(), FleetParameters.node("id", call.parameter("id")));
        return Documents.one(call, "node", node.key(), node);
    }

    private Answer samples(Call call) {
        SeriesName name = FleetParameters.series(call);
        SeriesPoints points = samples.points(
                call.caller(),
                FleetParameters.node("node", FleetParameters.required(call, "node")),
                name,
                FleetParameters.range(call));
        return Documents.one(call, "series", name.target() + "/" + name.metric() + "/" + name.instance(), points);
    }

    private <R extends LiveRow> Answer list(Call call, Topic topic, String type, Class<R> row) {
        int limit = call.query("limit", PAGE, 1, MAX_PAGE);
        String prefix = call.query("node")
                .map(text -> FleetParameters.node("node", text).toString())
                .orElse("");
        String after = call.query("cursor").map(FleetParameters::key).orElse("");
        LiveHub.View view = hub.page(Scope.of(call.caller()), topic, new LiveHub.Slice(prefix, after, limit + 1));
        boolean more = view.rows().size() > limit;
        List<R> rows = view.rows().stream().limit(limit).map(row::cast).toList();
        Optional<String> next =
                more ? Optional.of(FleetParameters.cursor(rows.getLast().key())) : Optional.empty();
        List<Resource<R>> resources =
                rows.stream().map(one -> new Resource<>(one.key(), type, one)).toList();
        return Documents.list(call, row, new Listing<>(resources, limit, next, Optional.of(view.version())));
    }
}
