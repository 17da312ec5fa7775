package io.dotmac.server.auth;

import io.dotmac.model.auth.Tokens;
import io.dotmac.server.auth.OidcLogIns.Departure;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;
import java.util.Map;

/// Paths that a browser takes to a provider and back.
final class OidcRoutes {
    private static final String COOKIE = "dotmac_oidc";
    private static final Parameter PROVIDER =
            Parameter.path("provider", ValueType.text(31), "name of the provider, as configured");
    private static final Parameter STATE = Parameter.query("state", ValueType.text(64), "as it was sent");
    private static final Parameter CODE = Parameter.query("code", ValueType.text(2048), "to be traded for a token");
    private static final Parameter ERROR = Parameter.query("error", ValueType.text(200), "why there is no code");
    private static final Parameter MORE = Parameter.query("error_description", ValueType.text(2000), "for a person");
    private static final Parameter ISSUER = Parameter.query("iss", ValueType.text(500), "who answers");
    private static final Parameter SESSION = Parameter.query("session_state", ValueType.text(500), "not used");
    private static final Parameter SCOPE = Parameter.query("scope", ValueType.text(500), "not used");

    private final OidcLogIns logIns;

    OidcRoutes(OidcLogIns logIns) {
        this.logIns = logIns;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/auth/oidc/{provider}/start", Access.open(), this::start)
                        .as("startOidc", "Sends the browser to a provider to log in there")
                        .with(PROVIDER)
                        .givesRaw("text/plain")
                        .refuses(404, 503)
                        .limited(RateClass.LOG_IN),
                Route.get("/api/v1/auth/oidc/{provider}/callback", Access.open(), this::callback)
                        .as("finishOidc", "Where the browser comes back to; trades what it brings for tokens")
                        .with(PROVIDER, STATE.must(), CODE, ERROR, MORE, ISSUER, SESSION, SCOPE)
                        .gives("tokens", Tokens.class)
                        .refuses(401, 403, 404, 503)
                        .limited(RateClass.LOG_IN));
    }

    private Answer start(Call call) {
        Departure departure = logIns.start(call.parameter("provider"));
        String cookie = COOKIE + "=" + departure.cookie() + "; Path=/api/v1/auth/oidc; Max-Age=600; HttpOnly;"
                + " SameSite=Lax" + (departure.secure() ? "; Secure" : "");
        return new Answer(302, "", new byte[0], Map.of("Location", departure.location(), "Set-Cookie", cookie));
    }

    private Answer callback(Call call) {
        if (call.query("error").isPresent()) {
            throw Refusal.unauthorized("the provider did not let you in");
        }
        String code = call.query("code").orElseThrow(() -> Refusal.invalid("code", "is missing"));
        return AuthRoutes.tokens(
                call,
                logIns.finish(
                        call.parameter("provider"),
                        call.query("state").orElse(""),
                        code,
                        call.cookie(COOKIE).orElse(""),
                        AuthRoutes.origin(call)));
    }
}
