package io.dotmac.server.notification;

import io.dotmac.model.notification.Heartbeat;
import io.dotmac.model.notification.MadeHeartbeat;
import io.dotmac.model.notification.NewHeartbeat;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;

/// Paths of heartbeats.
final class HeartbeatRoutes {
    private static final String TYPE = "heartbeat";
    private static final String ALL = "/api/v1/heartbeats";
    private static final ListSpec LIST = ListSpec.keyed("id", ValueType.UUID)
            .sortable("name", ValueType.TEXT)
            .filterable("missed", ValueType.FLAG)
            .orderedBy("name");
    private static final Parameter TOKEN =
            Parameter.path("token", ValueType.text(64), "that was told when it was made");

    private final Heartbeats heartbeats;

    HeartbeatRoutes(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ALL, ReceiverRoutes.READ, this::list)
                        .as("listHeartbeats", "Signs of life that are expected from outside")
                        .lists(TYPE, Heartbeat.class, LIST)
                        .with(ReceiverRoutes.TENANT),
                Route.post(ALL, ReceiverRoutes.WRITE, this::create)
                        .as("createHeartbeat", "Expects a sign of life from now on; its token is told only now")
                        .with(ReceiverRoutes.TENANT)
                        .takes(NewHeartbeat.class)
                        .gives(201, TYPE, MadeHeartbeat.class)
                        .refuses(409),
                Route.delete(ALL + "/{id}", ReceiverRoutes.WRITE, this::remove)
                        .as("removeHeartbeat", "Expects it no more")
                        .with(ReceiverRoutes.TENANT)
                        .givesNothing()
                        .refuses(404),
                Route.post(ALL + "/beat/{token}", Access.open(), this::beat)
                        .as("beat", "A sign of life, from whoever knows the token")
                        .with(TOKEN)
                        .givesNothing()
                        .refuses(404));
    }

    private Answer list(Call call) {
        return Documents.page(call, heartbeats.page(Realm.of(call), call.list()), Heartbeat::id);
    }

    private Answer create(Call call) {
        NewHeartbeat wanted = call.body(NewHeartbeat.class);
        MadeHeartbeat made = heartbeats.create(call.caller(), Realm.of(call), wanted);
        return Documents.one(call, 201, TYPE, made.heartbeat().id().toString(), made);
    }

    private Answer remove(Call call) {
        heartbeats.remove(call.caller(), Realm.of(call), call.id("id"));
        return Answer.empty();
    }

    private Answer beat(Call call) {
        heartbeats.beat(call.parameter("token"));
        return Answer.empty();
    }
}
