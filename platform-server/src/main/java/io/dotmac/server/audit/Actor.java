package io.dotmac.server.audit;

import io.dotmac.server.platform.http.Caller;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Who did it.
///
/// @param kind `user`, `agent`..., or `system` for the program itself
/// @param id of the user, service or node; absent for the program and for somebody unknown
/// @param role that was used, or the name of the program's part
/// @param staff whether it is no tenant's but the platform's, so that the platform's own chain tells it too
public record Actor(String kind, Optional<UUID> id, String role, boolean staff) {
    /// The caller of a use case.
    public static Actor of(Caller caller) {
        String kind = caller.identity().kind().name().toLowerCase(Locale.ROOT);
        return new Actor(
                kind,
                Optional.of(caller.id()),
                caller.identity().role(),
                caller.tenant().isEmpty());
    }

    /// The program itself: `cli`, `job:retention`.
    public static Actor system(String part) {
        return new Actor("system", Optional.empty(), part, false);
    }

    /// Somebody who is not let in, such as a failed log-in.
    public static Actor nobody() {
        return new Actor("nobody", Optional.empty(), "", false);
    }
}
