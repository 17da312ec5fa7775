package io.dotmac.server.ops;

import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.telemetry.ErrorGroup;
import io.dotmac.server.platform.telemetry.OwnErrors;
import java.util.List;

/// The server's own faults, equal ones together, as this process has seen them since its start.
public final class ErrorRoutes {
    private final OwnErrors errors;

    /// @param errors that are shown
    public ErrorRoutes(OwnErrors errors) {
        this.errors = errors;
    }

    /// What this process remembers, at most as many groups as `error-alerts.groups` allows.
    ///
    /// @param groups the latest first
    public record OwnErrorList(List<ErrorGroup> groups) {
        /// Copies the groups.
        public OwnErrorList {
            groups = List.copyOf(groups);
        }
    }

    /// All paths.
    public List<Route> routes() {
        return List.of(Route.get("/api/v1/ops/errors", Access.needs(Permission.OPS_READ), this::list)
                .as("listOwnErrors", "The server's own faults, equal ones together, the latest first")
                .gives("own-errors", OwnErrorList.class));
    }

    private Answer list(Call call) {
        if (call.caller().tenant().isPresent()) {
            throw Refusal.forbidden("this is for the platform's staff");
        }
        return Documents.one(call, "own-errors", "own-errors", new OwnErrorList(errors.groups()));
    }
}
