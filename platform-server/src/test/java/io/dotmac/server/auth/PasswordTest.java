package io.dotmac.server.auth;

import static io.dotmac.server.auth.People.me;
import static io.dotmac.server.auth.People.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.client.ApiClient;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.PasswordChange;
import io.dotmac.model.auth.PasswordReset;
import io.dotmac.model.auth.ResetToken;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
    private static final String NEW = "a kettle on the stove";

    private static TestPlatform platform;
    private static People people;
    private static ApiClient owner;

    @BeforeAll
    static void start() throws IOException {
        platform = TestPlatform.start();
        people = new People(platform);
        owner = people.owner("owner@acme.example");
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void forget() {
        TestPlatform.forgetFailedLogIns();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "elevenchars",
                "passwordpassword",
                "PasswordPassword123!",
                "aaaaaaaaaaaaaaa",
                "123456789012345",
                "jane.doe@isp.example",
                "jane.doe-2026-winter"
            })
    void weakPasswordIsRefused(String password) {
        assertThat(PasswordPolicy.fault(password, "jane.doe@isp.example")).isPresent();
    }

    @Test
    void longPasswordIsTaken() {
        assertThat(PasswordPolicy.fault("three grey geese", "jane.doe@isp.example"))
                .isEmpty();
    }

    @Test
    void changeWantsTheOldOneAndEndsTheOtherSessions() throws IOException {
        people.make(owner, "changer@acme.example", Optional.empty(), "viewer");
        ApiClient here = platform.as("changer@acme.example");
        ApiClient there = platform.as("changer@acme.example");
        assertThat(status(() -> change(here, "not the old one", NEW))).isEqualTo(400);
        assertThat(status(() -> change(here, TestPlatform.PASSWORD, "short"))).isEqualTo(400);

        change(here, TestPlatform.PASSWORD, NEW);

        me(here);
        assertThat(status(() -> me(there))).isEqualTo(401);
        assertThat(status(() -> people.logIn("changer@acme.example"))).isEqualTo(401);
        assertThat(logIn("changer@acme.example", NEW).user().email()).isEqualTo("changer@acme.example");
    }

    @Test
    void resetTokenIsGoodOnceForADayAndEndsAllSessions() throws IOException {
        people.make(owner, "forgot@acme.example", Optional.empty(), "viewer");
        ApiClient before = platform.as("forgot@acme.example");
        String path = "/api/v1/users/" + people.id("forgot@acme.example") + "/password-reset";
        String superseded = owner.post(path, Map.of(), ResetToken.class).token();
        String token = owner.post(path, Map.of(), ResetToken.class).token();

        assertThat(status(() -> reset(superseded, NEW))).isEqualTo(401);
        assertThat(status(() -> reset(token, "short"))).isEqualTo(400);
        reset(token, NEW);

        assertThat(status(() -> reset(token, "and another one"))).isEqualTo(401);
        assertThat(status(() -> me(before))).isEqualTo(401);
        assertThat(logIn("forgot@acme.example", NEW).user().email()).isEqualTo("forgot@acme.example");
    }

    private static void change(ApiClient client, String from, String to) throws IOException {
        client.send("POST", "/api/v1/auth/password", new PasswordChange(from, to));
    }

    private static void reset(String token, String password) throws IOException {
        platform.anonymous().send("POST", "/api/v1/auth/password/reset", new PasswordReset(token, password));
    }

    private static Tokens logIn(String email, String password) throws IOException {
        return platform.anonymous().post("/api/v1/auth/login", new LogIn(email, password), Tokens.class);
    }
}
