package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.SeriesName;
import io.dotmac.model.report.SeriesPoints;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.live.LiveHub;
import io.dotmac.server.platform.live.Scope;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;
import java.util.Optional;

/// Paths that people use to see nodes and what they report.
final class FleetRoutes {
    private static final Access READ = Access.needs(Permission.FLEET_READ);
    private static final ListSpec ROWS = ListSpec.keyed("key", ValueType.TEXT).unfiltered();
    private static final Parameter NODE = Parameter.query("node", ValueType.UUID, "only of this node");
    private static final Parameter TARGET = Parameter.query("target", ValueType.TEXT, "dependency, link, host or agent")
            .must();
    private static final Parameter METRIC =
            Parameter.query("metric", ValueType.TEXT, "name of the metric").must();
    private static final Parameter INSTANCE = Parameter.query("instance", ValueType.TEXT, "part of the target");
    private static final Parameter FROM = Parameter.query("from", ValueType.TIME, "earliest, else an hour back");
    private static final Parameter TO = Parameter.query("to", ValueType.TIME, "latest, else now");
    private static final Parameter POINTS =
            Parameter.query("points", ValueType.whole(2, 10_000), "at most this many, else 600");

    private static final Parameter AT =
            Parameter.query("at", ValueType.TIME, "as it stood then; platform staff must name the `tenant`, too");
    private static final Parameter TENANT = Parameter.tenant("whose, together with `at`");

    private final LiveHub hub;
    private final SampleQueries samples;
    private final StateHistory history;

    FleetRoutes(LiveHub hub, SampleQueries samples, StateHistory history) {
        this.hub = hub;
        this.samples = samples;
        this.history = history;
    }

    List<Route> routes() {
        return List.of(
                list("/api/v1/nodes", Topic.NODES, "node", LiveRow.Node.class)
                        .as("listNodes", "Nodes, as they are now"),
                Route.get("/api/v1/nodes/{id}", READ, this::node)
                        .as("getNode", "One node, as it is now")
                        .gives("node", LiveRow.Node.class),
                list("/api/v1/dependencies", Topic.DEPENDENCIES, "dependency", LiveRow.Dependency.class)
                        .as("listDependencies", "What the nodes watch, as it is now"),
                list("/api/v1/replication", Topic.REPLICATION, "replication", LiveRow.Replication.class)
                        .as("listReplication", "Replication links, as they are now"),
                list("/api/v1/containers", Topic.CONTAINERS, "container", LiveRow.Container.class)
                        .as("listContainers", "Containers of all nodes, as they are now and why"),
                list("/api/v1/workloads", Topic.WORKLOADS, "workload", LiveRow.Workload.class)
                        .as("listWorkloads", "What Kubernetes clusters run, as it is now and why"),
                Route.get("/api/v1/samples", READ, this::samples)
                        .as("getSamples", "Stored samples of one series")
                        .with(NODE.must(), TARGET, METRIC, INSTANCE, FROM, TO, POINTS)
                        .gives("series", SeriesPoints.class));
    }

    private <R extends LiveRow> Route list(String path, Topic topic, String type, Class<R> row) {
        return Route.get(path, READ, call -> list(call, topic, row))
                .lists(type, row, ROWS)
                .with(NODE, AT, TENANT)
                .refuses(404);
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

    private <R extends LiveRow> Answer list(Call call, Topic topic, Class<R> row) {
        ListQuery query = call.list();
        String prefix = call.query("node")
                .map(text -> FleetParameters.node("node", text).toString())
                .orElse("");
        String after = query.after().isEmpty() ? "" : query.after().getFirst();
        if (call.query("at").isPresent()) {
            return past(call, topic, row, after);
        }
        LiveHub.View view = hub.page(Scope.of(call.caller()), topic, new LiveHub.Slice(prefix, after, query.lookFor()));
        Page<R> page = query.page(view.rows().stream().map(row::cast).toList(), (one, field) -> one.key());
        return Documents.page(call, page, LiveRow::key, Optional.of(view.version()));
    }

    private <R extends LiveRow> Answer past(Call call, Topic topic, Class<R> row, String after) {
        ListQuery query = call.list();
        if (query.order().getFirst().descending()) {
            throw Refusal.invalid("sort", "is descending, must be key together with at");
        }
        Optional<NodeId> node = call.query("node").map(text -> FleetParameters.node("node", text));
        List<R> rows = history
                .at(
                        call.tenant(),
                        FleetParameters.instant(call, "at").orElseThrow(),
                        new StateHistory.Part(topic, node, after, query.lookFor()))
                .stream()
                .map(row::cast)
                .toList();
        return Documents.page(call, query.page(rows, (one, field) -> one.key()), LiveRow::key);
    }
}
