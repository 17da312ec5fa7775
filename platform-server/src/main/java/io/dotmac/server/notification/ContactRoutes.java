package io.dotmac.server.notification;

import io.dotmac.model.notification.Contacts;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Route;
import java.util.List;

/// Paths of how people are reached.
final class ContactRoutes {
    private static final String TYPE = "contacts";
    private static final String ONE = "/api/v1/auth/users/{id}/contacts";

    private final People people;

    ContactRoutes(People people) {
        this.people = people;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ONE, Access.loggedIn(), this::show)
                        .as("getContacts", "How a person who is on call is reached; one's own always")
                        .with(ReceiverRoutes.TENANT)
                        .gives(TYPE, Contacts.class)
                        .refuses(403, 404),
                Route.put(ONE, Access.loggedIn(), this::change)
                        .as("changeContacts", "Changes how a person who is on call is reached; one's own always")
                        .with(ReceiverRoutes.TENANT)
                        .takes(Contacts.class)
                        .gives(TYPE, Contacts.class)
                        .refuses(403, 404));
    }

    private Answer show(Call call) {
        return answer(call, people.contacts(call.caller(), Realm.of(call), call.id("id")));
    }

    private Answer change(Call call) {
        Contacts wanted = call.body(Contacts.class);
        return answer(call, people.put(call.caller(), Realm.of(call), call.id("id"), wanted));
    }

    private static Answer answer(Call call, Contacts contacts) {
        return Documents.one(call, TYPE, call.parameter("id"), contacts);
    }
}
