package io.dotmac.server.auth;

import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Route;
import java.util.List;

/// Paths under `/api/v1/auth`.
final class AuthRoutes {
    private final Auth auth;

    AuthRoutes(Auth auth) {
        this.auth = auth;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/v1/auth/login", Access.open(), this::logIn)
                        .as("logIn", "Trades e-mail and password for tokens")
                        .takes(LogIn.class)
                        .gives("tokens", Tokens.class)
                        .refuses(401)
                        .limited(RateClass.LOG_IN),
                Route.post("/api/v1/auth/refresh", Access.open(), this::refresh)
                        .as("refresh", "Trades a refresh token, which is used up, for new tokens")
                        .takes(Refresh.class)
                        .gives("tokens", Tokens.class)
                        .refuses(401),
                Route.post("/api/v1/auth/logout", Access.open(), this::logOut)
                        .as("logOut", "Ends the session of a refresh token")
                        .takes(Refresh.class)
                        .givesNothing(),
                Route.get("/api/v1/auth/me", Access.loggedIn(), this::me)
                        .as("me", "Who is logged in")
                        .gives("user", User.class));
    }

    private Answer logIn(Call call) {
        return tokens(call, auth.logIn(call.body(LogIn.class), call.remoteAddress()));
    }

    private Answer refresh(Call call) {
        return tokens(call, auth.refresh(call.body(Refresh.class).refreshToken()));
    }

    private Answer logOut(Call call) {
        auth.logOut(call.body(Refresh.class).refreshToken());
        return Answer.empty();
    }

    private Answer me(Call call) {
        User user = auth.me(call.caller());
        return Documents.one(call, "user", user.id().toString(), user);
    }

    private static Answer tokens(Call call, Tokens tokens) {
        return Documents.one(call, "tokens", tokens.user().id().toString(), tokens);
    }
}
