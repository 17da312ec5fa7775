package io.dotmac.server.ops;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Actor;
import io.dotmac.server.platform.event.DeadLetter;
import io.dotmac.server.platform.event.DeadLetters;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import io.dotmac.server.platform.secret.Identity.Home;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Paths by which people look after events that could not be dealt with.
public final class DeadLetterRoutes {
    private static final ListSpec LETTERS = ListSpec.keyed("id", ValueType.UUID)
            .filterable("consumer", ValueType.TEXT)
            .filterable("type", ValueType.TEXT)
            .filterable("aggregate", ValueType.TEXT)
            .filterable("dead_at", ValueType.TIME);

    private final DeadLetters letters;
    private final Replays replays;

    /// @param letters that are shown
    /// @param replays that have them told again
    public DeadLetterRoutes(DeadLetters letters, Replays replays) {
        this.letters = letters;
        this.replays = replays;
    }

    /// All paths.
    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/events/dead-letters", Access.needs(Permission.EVENT_READ), this::list)
                        .as("listDeadLetters", "Tells which events a consumer could not deal with")
                        .lists("dead-letter", DeadLetter.class, LETTERS),
                Route.post(
                                "/api/v1/events/dead-letters/{id}/replay",
                                Access.needs(Permission.EVENT_REPLAY),
                                this::replay)
                        .as("replayDeadLetter", "Has an event told again to the consumer that could not deal with it")
                        .gives("dead-letter", DeadLetter.class)
                        .refuses(404));
    }

    private Answer list(Call call) {
        ListQuery query = call.list();
        return Documents.page(call, query.page(letters.list(tenant(call), query)), DeadLetter::id);
    }

    private Answer replay(Call call) {
        UUID id = UUID.fromString(call.parameter("id"));
        DeadLetter letter = replays.letter(tenant(call), Actor.of(call.caller()), id);
        return Documents.one(call, "dead-letter", id.toString(), letter);
    }

    private static Optional<TenantId> tenant(Call call) {
        return call.caller().tenant().map(Home::id);
    }
}
