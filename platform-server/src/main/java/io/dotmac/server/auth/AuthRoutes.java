package io.dotmac.server.auth;

import io.dotmac.model.auth.AuthPolicy;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.LogInCode;
import io.dotmac.model.auth.PasswordChange;
import io.dotmac.model.auth.PasswordReset;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Route;
import java.util.List;

/// Paths under `/api/v1/auth` that let people in.
final class AuthRoutes {
    private final LogIns logIns;
    private final Sessions sessions;
    private final PasswordResets resets;
    private final Roles roles;
    private final Targets targets;
    private final Ground ground;

    AuthRoutes(LogIns logIns, Sessions sessions, PasswordResets resets, Roles roles, Targets targets, Ground ground) {
        this.logIns = logIns;
        this.sessions = sessions;
        this.resets = resets;
        this.roles = roles;
        this.targets = targets;
        this.ground = ground;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/v1/auth/login", Access.open(), this::logIn)
                        .as("logIn", "Trades e-mail and password for tokens, or for the challenge of a second factor")
                        .takes(LogIn.class)
                        .gives("tokens", Tokens.class)
                        .refuses(401)
                        .limited(RateClass.LOG_IN),
                Route.post("/api/v1/auth/login/code", Access.open(), this::logInCode)
                        .as("logInCode", "Trades a challenge and the code of the second factor for tokens")
                        .takes(LogInCode.class)
                        .gives("tokens", Tokens.class)
                        .refuses(401)
                        .limited(RateClass.LOG_IN)
                        .feature("mfa"),
                Route.post("/api/v1/auth/refresh", Access.open(), this::refresh)
                        .as("refresh", "Trades a refresh token, which is used up, for new tokens")
                        .takes(Refresh.class)
                        .gives("tokens", Tokens.class)
                        .refuses(401),
                Route.post("/api/v1/auth/logout", Access.open(), this::logOut)
                        .as("logOut", "Ends the session of a refresh token")
                        .takes(Refresh.class)
                        .givesNothing()
                        .refuses(401),
                Route.get("/api/v1/auth/me", Access.loggedIn(), this::me)
                        .as("me", "Who is logged in")
                        .gives("user", User.class),
                Route.post("/api/v1/auth/password", Access.loggedIn(), this::changePassword)
                        .as("changePassword", "Changes one's own password; one's other sessions end")
                        .takes(PasswordChange.class)
                        .givesNothing()
                        .refuses(403, 429),
                Route.post("/api/v1/auth/password/reset", Access.open(), this::resetPassword)
                        .as("resetPassword", "Chooses a password with a one-use token")
                        .takes(PasswordReset.class)
                        .givesNothing()
                        .refuses(401)
                        .limited(RateClass.LOG_IN),
                Route.get("/api/v1/auth/policy", Access.needs(Permission.TENANT_READ), this::policy)
                        .as("getAuthPolicy", "How a tenant lets its people in")
                        .with(UserRoutes.TENANT)
                        .gives("auth-policy", AuthPolicy.class),
                Route.put("/api/v1/auth/policy", Access.needs(Permission.TENANT_CONFIGURE), this::changePolicy)
                        .as(
                                "setAuthPolicy",
                                "Sets who must use a second factor, and whose domains may come from outside")
                        .with(UserRoutes.TENANT)
                        .takes(AuthPolicy.class)
                        .gives("auth-policy", AuthPolicy.class));
    }

    private Answer logIn(Call call) {
        return tokens(call, logIns.logIn(call.body(LogIn.class), origin(call)));
    }

    private Answer logInCode(Call call) {
        return tokens(call, logIns.logIn(call.body(LogInCode.class), origin(call)));
    }

    private Answer refresh(Call call) {
        return tokens(call, sessions.refresh(call.body(Refresh.class).refreshToken()));
    }

    private Answer logOut(Call call) {
        sessions.end(call.body(Refresh.class).refreshToken());
        return Answer.empty();
    }

    private Answer me(Call call) {
        User user = targets.look(
                call.caller(),
                (tx, account) -> account.user(
                        call.caller().permissions(),
                        ground.book().read(tx, account).mfaMissing()));
        return Documents.one(call, "user", user.id().toString(), user);
    }

    private Answer changePassword(Call call) {
        logIns.changePassword(call.caller(), call.body(PasswordChange.class), origin(call));
        return Answer.empty();
    }

    private Answer resetPassword(Call call) {
        resets.redeem(call.body(PasswordReset.class));
        return Answer.empty();
    }

    private Answer policy(Call call) {
        return policy(call, roles.policy(call.caller(), call.query("tenant")));
    }

    private Answer changePolicy(Call call) {
        return policy(call, roles.policy(call.caller(), call.query("tenant"), call.body(AuthPolicy.class)));
    }

    static Sessions.Origin origin(Call call) {
        return new Sessions.Origin(call.remoteAddress(), call.client());
    }

    static Answer tokens(Call call, Tokens tokens) {
        return Documents.one(call, "tokens", tokens.user().id().toString(), tokens);
    }

    private static Answer policy(Call call, AuthPolicy policy) {
        return Documents.one(call, "auth-policy", "own", policy);
    }
}
