package io.dotmac.server.platform.http;

import io.dotmac.server.platform.secret.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Lets browsers keep an access token in a cookie that no script can read. What a browser sends by itself proves
/// nothing, so calls that change something must bring the token's twin in a header as well: a script of the same origin
/// reads it from a second cookie, a foreign page cannot.
public final class CookieSessions {
    private static final String SESSION = "dotmac_session";
    private static final String TWIN = "dotmac_csrf";
    private static final String HEADER = "X-CSRF-Token";
    private static final String BEARER = "Bearer ";

    private final String key;
    private final String attributes;

    /// @param secret of all servers
    /// @param secure whether browsers may send the cookies over TLS only
    public CookieSessions(String secret, boolean secure) {
        this.key = "csrf:" + secret;
        this.attributes = "; Path=/; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    /// The paths to begin and end such a session.
    public List<Route> routes() {
        return List.of(
                Route.post("/api/v1/auth/cookie", Access.loggedIn(), this::begin)
                        .as("beginCookieSession", "Puts the bearer token into a cookie for browsers")
                        .givesNothing(),
                Route.delete("/api/v1/auth/cookie", Access.open(), call -> end())
                        .as("endCookieSession", "Takes the cookies back")
                        .givesNothing());
    }

    /// Headers as the authenticator shall see them: a session cookie stands for a bearer token.
    ///
    /// Throws [Refusal] when a call that changes something brings no twin.
    Function<String, Optional<String>> headers(Call call) {
        Optional<String> cookie = call.header("Cookie").flatMap(CookieSessions::session);
        if (cookie.isEmpty()
                || call.header("Authorization").isPresent()
                || call.header("X-API-Key").isPresent()
                || call.route().access() instanceof Access.Open) {
            return call::header;
        }
        String token = cookie.get();
        if (!call.route().isRead() && !isTwin(token, call.header(HEADER).orElse(""))) {
            throw Refusal.of(403, "CSRF", HEADER + " must bring the value of the cookie " + TWIN);
        }
        return name -> name.equals("Authorization") ? Optional.of(BEARER + token) : call.header(name);
    }

    private Answer begin(Call call) {
        String token = call.header("Authorization")
                .filter(text -> text.startsWith(BEARER))
                .map(text -> text.substring(BEARER.length()).strip())
                .filter(text -> text.matches("[A-Za-z0-9._~+/=-]+"))
                .orElseThrow(() -> Refusal.unauthorized("a bearer token is needed to put into the cookie"));
        return Answer.empty()
                .with(
                        "Set-Cookie",
                        SESSION + "=" + token + attributes + "; HttpOnly",
                        TWIN + "=" + twin(token) + attributes);
    }

    private Answer end() {
        return Answer.empty()
                .with(
                        "Set-Cookie",
                        SESSION + "=" + attributes + "; HttpOnly; Max-Age=0",
                        TWIN + "=" + attributes + "; Max-Age=0");
    }

    private boolean isTwin(String token, String given) {
        return MessageDigest.isEqual(
                twin(token).getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    private String twin(String token) {
        byte[] mac = Hashes.hmac(key, token.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    }

    private static Optional<String> session(String cookies) {
        return Arrays.stream(cookies.split(";"))
                .map(String::strip)
                .filter(one -> one.startsWith(SESSION + "="))
                .map(one -> one.substring(SESSION.length() + 1))
                .filter(text -> !text.isEmpty())
                .findFirst();
    }
}
