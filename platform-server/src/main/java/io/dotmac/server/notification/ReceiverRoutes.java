package io.dotmac.server.notification;

import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.Receiver;
import io.dotmac.model.notification.TestResult;
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

/// Paths of receivers.
final class ReceiverRoutes {
    static final Parameter TENANT = Parameter.tenant("whose, for platform staff; the platform's own otherwise");
    static final Access READ = Access.needs(Permission.NOTIFICATION_READ);
    static final Access WRITE = Access.needs(Permission.NOTIFICATION_WRITE);

    private static final String TYPE = "notification-receiver";
    private static final String ALL = "/api/v1/notification-receivers";
    private static final String ONE = ALL + "/{id}";
    private static final ListSpec LIST = ListSpec.keyed("id", ValueType.UUID)
            .sortable("name", ValueType.TEXT)
            .sortable("created_at", ValueType.TIME)
            .filterable("kind", ValueType.TEXT)
            .filterable("enabled", ValueType.FLAG)
            .filterable("failures", ValueType.WHOLE)
            .orderedBy("name");

    private final Desk desk;

    ReceiverRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ALL, READ, this::list)
                        .as("listNotificationReceivers", "Who can be told of alerts; secrets are not shown")
                        .lists(TYPE, Receiver.class, LIST)
                        .with(TENANT),
                Route.get(ONE, READ, this::show)
                        .as("getNotificationReceiver", "One receiver; secrets are not shown")
                        .with(TENANT)
                        .gives(TYPE, Receiver.class)
                        .versioned()
                        .refuses(404),
                Route.post(ALL, WRITE, this::create)
                        .as("createNotificationReceiver", "Makes a receiver; the secret of a webhook is told only now")
                        .with(TENANT)
                        .takes(NewReceiver.class)
                        .gives(201, TYPE, MadeReceiver.class)
                        .refuses(409),
                Route.put(ONE, WRITE, this::change)
                        .as("changeNotificationReceiver", "Changes a receiver; a secret that is sent as **** stays")
                        .with(TENANT)
                        .takes(NewReceiver.class)
                        .gives(TYPE, Receiver.class)
                        .versioned()
                        .refuses(404, 409),
                Route.delete(ONE, WRITE, this::remove)
                        .as("removeNotificationReceiver", "Takes a receiver away that no route or policy names")
                        .with(TENANT)
                        .givesNothing()
                        .refuses(404, 409),
                Route.post(ONE + "/secret", WRITE, this::rotate)
                        .as("rotateNotificationSecret", "Makes a new secret to sign with; the old one counts for a day")
                        .with(TENANT)
                        .gives(TYPE, MadeReceiver.class)
                        .refuses(404, 409),
                Route.post(ONE + "/test", WRITE, this::test)
                        .as("testNotificationReceiver", "Sends a test message now and tells what became of it")
                        .with(TENANT)
                        .gives("notification-test", TestResult.class)
                        .refuses(404));
    }

    private Answer list(Call call) {
        return Documents.page(call, desk.receivers().page(Realm.of(call), call.list()), Receiver::id);
    }

    private Answer show(Call call) {
        return answer(call, desk.receivers().show(Realm.of(call), call.id("id")));
    }

    private Answer create(Call call) {
        NewReceiver wanted = call.body(NewReceiver.class);
        MadeReceiver made = desk.receivers().create(call.caller(), Realm.of(call), wanted);
        return Documents.one(call, 201, TYPE, made.receiver().id().toString(), made);
    }

    private Answer change(Call call) {
        NewReceiver wanted = call.body(NewReceiver.class);
        return answer(
                call,
                desk.receivers().change(call.caller(), Realm.of(call), call.id("id"), call.expectedVersion(), wanted));
    }

    private Answer remove(Call call) {
        desk.receivers().remove(call.caller(), Realm.of(call), call.id("id"));
        return Answer.empty();
    }

    private Answer rotate(Call call) {
        MadeReceiver made = desk.receivers().rotate(call.caller(), Realm.of(call), call.id("id"));
        return Documents.one(call, TYPE, made.receiver().id().toString(), made);
    }

    private Answer test(Call call) {
        TestResult result = desk.test(call.caller(), Realm.of(call), call.id("id"));
        return Documents.one(call, "notification-test", result.delivery().toString(), result);
    }

    private static Answer answer(Call call, Receiver receiver) {
        return Documents.one(call, TYPE, receiver.id().toString(), receiver).version(receiver.version());
    }
}
