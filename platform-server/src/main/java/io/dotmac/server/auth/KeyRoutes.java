package io.dotmac.server.auth;

import io.dotmac.model.auth.ApiKey;
import io.dotmac.model.auth.LogInSession;
import io.dotmac.model.auth.MadeApiKey;
import io.dotmac.model.auth.NewApiKey;
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

/// Paths of sessions and API keys: what lets somebody in without asking again.
final class KeyRoutes {
    private static final Access LOOK = Access.needs(Permission.SESSION_READ);
    private static final Access REVOKE = Access.needs(Permission.SESSION_REVOKE);
    private static final ListSpec SESSIONS = ListSpec.keyed("id", ValueType.UUID)
            .sortable("created_at", ValueType.TIME)
            .sortable("last_used_at", ValueType.TIME)
            .filterable("address", ValueType.TEXT)
            .orderedBy("-last_used_at");
    private static final ListSpec KEYS = ListSpec.keyed("id", ValueType.UUID)
            .sortable("name", ValueType.TEXT)
            .sortable("created_at", ValueType.TIME)
            .filterable("prefix", ValueType.TEXT)
            .filterable("owner", ValueType.UUID)
            .orderedBy("-created_at");
    private static final Parameter KEEP =
            Parameter.query("keep", ValueType.choice("current"), "spares the session that asks");

    private final SessionDesk sessions;
    private final ApiKeys keys;

    KeyRoutes(SessionDesk sessions, ApiKeys keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/auth/sessions", Access.loggedIn(), this::own)
                        .as("listOwnSessions", "Where one is logged in")
                        .lists("session", LogInSession.class, SESSIONS),
                Route.delete("/api/v1/auth/sessions", Access.loggedIn(), this::endAllOwn)
                        .as("revokeOwnSessions", "Logs one out everywhere")
                        .with(KEEP)
                        .givesNothing(),
                Route.delete("/api/v1/auth/sessions/{session}", Access.loggedIn(), this::endOwn)
                        .as("revokeOwnSession", "Logs one out in one place")
                        .givesNothing()
                        .refuses(404),
                Route.get("/api/v1/users/{id}/sessions", LOOK, this::ofUser)
                        .as("listUserSessions", "Where somebody is logged in")
                        .lists("session", LogInSession.class, SESSIONS)
                        .refuses(404),
                Route.delete("/api/v1/users/{id}/sessions", REVOKE, this::endAll)
                        .as("revokeUserSessions", "Logs somebody out everywhere")
                        .givesNothing()
                        .refuses(404),
                Route.delete("/api/v1/users/{id}/sessions/{session}", REVOKE, this::end)
                        .as("revokeUserSession", "Logs somebody out in one place")
                        .givesNothing()
                        .refuses(404),
                Route.get("/api/v1/api-keys", Access.loggedIn(), this::keys)
                        .as("listApiKeys", "One's own API keys, or with the permission all; the latest first")
                        .with(UserRoutes.TENANT)
                        .lists("api-key", ApiKey.class, KEYS),
                Route.post("/api/v1/api-keys", Access.needs(Permission.APIKEY_WRITE), this::create)
                        .as("createApiKey", "Makes an API key, which is told this once")
                        .takes(NewApiKey.class)
                        .gives(201, "made-api-key", MadeApiKey.class)
                        .refuses(404),
                Route.delete("/api/v1/api-keys/{id}", Access.loggedIn(), this::revoke)
                        .as("revokeApiKey", "Takes an API key back")
                        .with(UserRoutes.TENANT)
                        .givesNothing()
                        .refuses(404));
    }

    private Answer own(Call call) {
        return Documents.page(call, sessions.own(call.caller(), call.list()), LogInSession::id);
    }

    private Answer endOwn(Call call) {
        sessions.endOwn(call.caller(), UserRoutes.id(call, "session"));
        return Answer.empty();
    }

    private Answer endAllOwn(Call call) {
        sessions.endAllOwn(call.caller(), call.query("keep").isPresent());
        return Answer.empty();
    }

    private Answer ofUser(Call call) {
        return Documents.page(
                call, sessions.of(call.caller(), UserRoutes.id(call, "id"), call.list()), LogInSession::id);
    }

    private Answer end(Call call) {
        sessions.end(call.caller(), UserRoutes.id(call, "id"), UserRoutes.id(call, "session"));
        return Answer.empty();
    }

    private Answer endAll(Call call) {
        sessions.endAll(call.caller(), UserRoutes.id(call, "id"));
        return Answer.empty();
    }

    private Answer keys(Call call) {
        return Documents.page(call, keys.page(call.caller(), call.query("tenant"), call.list()), ApiKey::id);
    }

    private Answer create(Call call) {
        MadeApiKey made = keys.create(call.caller(), call.body(NewApiKey.class));
        return Documents.one(call, 201, "made-api-key", made.apiKey().id().toString(), made);
    }

    private Answer revoke(Call call) {
        keys.revoke(call.caller(), call.query("tenant"), UserRoutes.id(call, "id"));
        return Answer.empty();
    }
}
