package io.dotmac.server.fleet;

import io.dotmac.model.agent.NewConfiguration;
import io.dotmac.model.agent.NodeConfiguration;
import io.dotmac.model.agent.RollBack;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;

/// Paths by which people set how agents work.
final class ConfigurationRoutes {
    private static final String ONE = "/api/v1/nodes/{id}/configuration";
    private static final Access READ = Access.needs(Permission.FLEET_READ);
    private static final Access WRITE = Access.needs(Permission.FLEET_CONFIGURE);
    private static final ListSpec REVISIONS =
            ListSpec.keyed("revision", ValueType.whole(1, Integer.MAX_VALUE)).orderedBy("-revision");

    private final Configurations configurations;

    ConfigurationRoutes(Configurations configurations) {
        this.configurations = configurations;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ONE, READ, this::wanted)
                        .as("getConfiguration", "How an agent is to work, and what it made of it")
                        .gives("configuration", NodeConfiguration.class)
                        .refuses(404),
                Route.put(ONE, WRITE, this::put)
                        .as("putConfiguration", "Sets how an agent is to work, as a new revision")
                        .takes(NewConfiguration.class)
                        .gives("configuration", NodeConfiguration.class)
                        .refuses(404),
                Route.post(ONE + "/roll-back", WRITE, this::rollBack)
                        .as("rollBackConfiguration", "Makes an earlier revision's text hold again")
                        .takes(RollBack.class)
                        .gives("configuration", NodeConfiguration.class)
                        .refuses(404),
                Route.get("/api/v1/nodes/{id}/configurations", READ, this::revisions)
                        .as("listConfigurations", "All revisions of how an agent was to work; the latest first")
                        .lists("configuration", NodeConfiguration.class, REVISIONS)
                        .refuses(404));
    }

    private Answer wanted(Call call) {
        return answer(call, configurations.wanted(call.caller(), node(call)));
    }

    private Answer put(Call call) {
        return answer(call, configurations.put(call.caller(), node(call), call.body(NewConfiguration.class)));
    }

    private Answer rollBack(Call call) {
        return answer(call, configurations.rollBack(call.caller(), node(call), call.body(RollBack.class)));
    }

    private Answer revisions(Call call) {
        return Documents.page(
                call, configurations.page(call.caller(), node(call), call.list()), NodeConfiguration::revision);
    }

    private static Answer answer(Call call, NodeConfiguration configuration) {
        return Documents.one(call, "configuration", Integer.toString(configuration.revision()), configuration);
    }

    private static NodeId node(Call call) {
        return FleetParameters.node("id", call.parameter("id"));
    }
}
