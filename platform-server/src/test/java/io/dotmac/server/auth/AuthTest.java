package io.dotmac.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dotmac.client.ApiException;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AuthTest {
    private static TestPlatform platform;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void logInTellsWhoOneIsAndWhatOneMayDo() throws IOException {
        User me = platform.as(TestPlatform.OPERATOR).get("/api/v1/auth/me", User.class);

        assertThat(me.tenant()).contains("acme");
        assertThat(me.roles()).containsExactly("operator");
        assertThat(me.permissions())
                .containsExactly(
                        "alert:read",
                        "alert:write",
                        "customer:read",
                        "fleet:act",
                        "fleet:diagnose",
                        "fleet:enrol",
                        "fleet:logs",
                        "fleet:read",
                        "fleet:restart",
                        "notification:read");
    }

    @Test
    void unknownUserAndWrongPasswordAreRefusedAlike() {
        ApiException unknown = refusal(() -> logIn("nobody@acme.example", TestPlatform.PASSWORD));
        ApiException wrong = refusal(() -> logIn(TestPlatform.VIEWER, "not the password"));

        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.problem().message()).isEqualTo(wrong.problem().message());
        platform.clock().advance(Duration.ofMinutes(2));
    }

    @Test
    void sixthFailureInAMinuteIsTurnedAwayUntilTheMinuteIsOver() throws IOException {
        platform.clock().advance(Duration.ofMinutes(2));
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(refusal(() -> logIn(TestPlatform.VIEWER, "wrong")).status())
                    .isEqualTo(401);
        }

        ApiException sixth = refusal(() -> logIn(TestPlatform.VIEWER, TestPlatform.PASSWORD));
        platform.clock().advance(Duration.ofMinutes(2));
        Tokens later = logIn(TestPlatform.VIEWER, TestPlatform.PASSWORD);

        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.retryAfter()).isPresent();
        assertThat(later.user().email()).isEqualTo(TestPlatform.VIEWER);
    }

    @Test
    void refreshTokenIsGoodOnceAndItsReuseEndsTheLogIn() throws IOException {
        Tokens first = logIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD);
        Tokens second = refresh(first);
        platform.clock().advance(Duration.ofSeconds(11));

        assertThat(refusal(() -> refresh(first)).status()).isEqualTo(401);
        assertThat(refusal(() -> refresh(second)).status()).isEqualTo(401);
    }

    @Test
    void refreshWhoseAnswerGotLostGivesTheSameSuccessor() throws IOException {
        Tokens first = logIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD);

        assertThat(refresh(first).refreshToken()).isEqualTo(refresh(first).refreshToken());
    }

    @Test
    void grandparentIsReuseEvenWithinTheGrace() throws IOException {
        Tokens first = logIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD);
        Tokens third = refresh(refresh(first));

        assertThat(refusal(() -> refresh(first)).status()).isEqualTo(401);
        assertThat(refusal(() -> refresh(third)).status()).isEqualTo(401);
    }

    @Test
    void refreshTokenEndsUnused() throws IOException {
        Tokens tokens = logIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD);
        platform.clock().advance(Duration.ofDays(15));

        assertThat(refusal(() -> refresh(tokens)).status()).isEqualTo(401);
    }

    @Test
    void logOutEndsTheLogIn() throws IOException {
        Tokens tokens = logIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD);
        platform.anonymous().send("POST", "/api/v1/auth/logout", new Refresh(tokens.refreshToken()));

        assertThat(refusal(() -> refresh(tokens)).status()).isEqualTo(401);
    }

    @Test
    void accessTokenExpires() throws IOException {
        Tokens tokens = logIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD);
        var client = platform.client(Optional.of(tokens.accessToken()));
        client.get("/api/v1/auth/me", User.class);
        platform.clock().advance(Duration.ofMinutes(11));

        assertThat(refusal(() -> client.get("/api/v1/auth/me", User.class)).status())
                .isEqualTo(401);
    }

    @Test
    void tamperedTokenIsRefused() throws IOException {
        String token = logIn(TestPlatform.VIEWER, TestPlatform.PASSWORD).accessToken();
        String[] parts = token.split("\\.", -1);
        String forged = parts[0] + "." + parts[1].substring(0, parts[1].length() - 4) + "AAAA." + parts[2];

        assertThat(refusal(() -> platform.client(Optional.of(forged)).get("/api/v1/auth/me", User.class))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void noPasswordAndNoRefreshTokenIsStoredInClear() throws IOException {
        Tokens tokens = logIn(TestPlatform.VIEWER, TestPlatform.PASSWORD);

        assertThat(platform.value("select password_hash from users where email = '" + TestPlatform.VIEWER + "'"))
                .startsWith("$argon2id$")
                .doesNotContain(TestPlatform.PASSWORD);
        assertThat(platform.value("select count(*) from refresh_tokens where token_hash = convert_to('"
                        + tokens.refreshToken() + "', 'UTF8')"))
                .isEqualTo("0");
    }

    private static Tokens logIn(String email, String password) throws IOException {
        return platform.anonymous().post("/api/v1/auth/login", new LogIn(email, password), Tokens.class);
    }

    private static Tokens refresh(Tokens tokens) throws IOException {
        return platform.anonymous().post("/api/v1/auth/refresh", new Refresh(tokens.refreshToken()), Tokens.class);
    }

    private static ApiException refusal(ThrowingCallable call) {
        return catchThrowableOfType(ApiException.class, call);
    }
}
