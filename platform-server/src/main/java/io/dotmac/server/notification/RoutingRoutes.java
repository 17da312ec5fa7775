package io.dotmac.server.notification;

import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.Delivery.State;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.Routing;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;

/// Paths of routes and of what was told.
final class RoutingRoutes {
    private static final String ROUTES = "/api/v1/notification-routes";
    private static final String LOG = "/api/v1/notifications";
    private static final ListSpec DELIVERIES = ListSpec.keyed("seq", ValueType.WHOLE)
            .filterable("receiver", ValueType.TEXT)
            .filterable("receiver_id", ValueType.UUID)
            .filterable("kind", ValueType.choice(NoticeKind.class))
            .filterable("state", ValueType.choice(State.class))
            .filterable("route", ValueType.TEXT)
            .filterable("level", ValueType.TEXT)
            .filterable("subject", ValueType.TEXT)
            .filterable("error", ValueType.TEXT)
            .filterable("attempts", ValueType.WHOLE)
            .filterable("created_at", ValueType.TIME)
            .filterable("sent_at", ValueType.TIME)
            .orderedBy("-seq");
    private static final Parameter ALERT =
            Parameter.query("alert", ValueType.text(64), "fingerprint of an alert that it must be about");

    private final Desk desk;

    RoutingRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ROUTES, ReceiverRoutes.READ, this::show)
                        .as("getNotificationRoutes", "Which alerts are told to whom")
                        .with(ReceiverRoutes.TENANT)
                        .gives("notification-routes", Routing.class),
                Route.put(ROUTES, ReceiverRoutes.WRITE, this::put)
                        .as("putNotificationRoutes", "Puts other routes in the place of all")
                        .with(ReceiverRoutes.TENANT)
                        .takes(Routing.class)
                        .gives("notification-routes", Routing.class),
                Route.get(LOG, ReceiverRoutes.READ, this::list)
                        .as("listNotifications", "What was told to whom and what became of it, the latest first")
                        .lists("notification", Delivery.class, DELIVERIES)
                        .with(ReceiverRoutes.TENANT, ALERT),
                Route.get(LOG + "/{id}", ReceiverRoutes.READ, this::one)
                        .as("getNotification", "One message and what became of it")
                        .with(ReceiverRoutes.TENANT)
                        .gives("notification", Delivery.class)
                        .refuses(404));
    }

    private Answer show(Call call) {
        return Documents.one(call, "notification-routes", "routes", desk.routing(Realm.of(call)));
    }

    private Answer put(Call call) {
        Routing wanted = call.body(Routing.class);
        return Documents.one(call, "notification-routes", "routes", desk.route(call.caller(), Realm.of(call), wanted));
    }

    private Answer list(Call call) {
        return Documents.page(call, desk.page(Realm.of(call), call.query("alert"), call.list()), Delivery::id);
    }

    private Answer one(Call call) {
        Delivery one = desk.show(Realm.of(call), call.id("id"));
        return Documents.one(call, "notification", one.id().toString(), one);
    }
}
