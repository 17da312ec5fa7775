package io.dotmac.server.auth;

import static io.dotmac.server.auth.People.me;
import static io.dotmac.server.auth.People.refusal;
import static io.dotmac.server.auth.People.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.client.ApiClient;
import io.dotmac.client.ApiException;
import io.dotmac.model.auth.AuthPolicy;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.LogInCode;
import io.dotmac.model.auth.MfaCode;
import io.dotmac.model.auth.MfaEnrolment;
import io.dotmac.model.auth.PasswordProof;
import io.dotmac.model.auth.RecoveryCodes;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MfaTest {
    private static TestPlatform platform;
    private static People people;
    private static ApiClient owner;

    private record Enrolled(ApiClient client, Totp totp, List<String> recovery) {}

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
    @CsvSource({"59, 287082", "1111111109, 081804", "1111111111, 050471", "1234567890, 005924", "20000000000, 353130"})
    void codesAreThoseOfTheStandard(long second, String code) {
        Totp totp = new Totp("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

        assertThat(totp.code(Totp.step(Instant.ofEpochSecond(second)))).isEqualTo(code);
        assertThat(Totp.ofBase32(totp.base32()).secret()).isEqualTo(totp.secret());
        assertThat(totp.base32()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    @Test
    void codeIsTakenOneStepEarlyOrLateAndOnce() {
        Totp totp = new Totp(new byte[20]);
        Instant now = Instant.parse("2026-11-21T12:00:00Z");
        long step = Totp.step(now);

        assertThat(totp.match(totp.code(step - 1), now, 0)).isEqualTo(OptionalLong.of(step - 1));
        assertThat(totp.match(totp.code(step + 1), now, 0)).isEqualTo(OptionalLong.of(step + 1));
        assertThat(totp.match(totp.code(step - 2), now, 0)).isEmpty();
        assertThat(totp.match(totp.code(step), now, step)).isEmpty();
    }

    @Test
    void logInTakesTwoStepsAndACodeOnce() throws IOException {
        Enrolled enrolled = enrol("two@acme.example");
        String challenge = challenge("two@acme.example");
        assertThat(status(() -> code(challenge, "000000"))).isEqualTo(401);
        platform.clock().advance(Duration.ofSeconds(60));
        String code = now(enrolled.totp);

        assertThat(code(challenge, code).user().email()).isEqualTo("two@acme.example");
        assertThat(status(() -> code(challenge, code))).isEqualTo(401);
        platform.clock().advance(Duration.ofSeconds(60));
        Tokens atOnce = platform.anonymous()
                .post(
                        "/api/v1/auth/login",
                        new LogIn("two@acme.example", TestPlatform.PASSWORD, Optional.of(now(enrolled.totp))),
                        Tokens.class);
        assertThat(atOnce.user().email()).isEqualTo("two@acme.example");
        platform.clock().advance(Duration.ofMinutes(6));
        assertThat(status(() -> code(challenge, now(enrolled.totp)))).isEqualTo(401);
    }

    @Test
    void wrongCodesLockTheAccount() throws IOException {
        enrol("guess@acme.example");
        TestPlatform.forgetFailedLogIns();
        String challenge = challenge("guess@acme.example");
        for (int i = 0; i < 5; i++) {
            assertThat(status(() -> code(challenge, "000000"))).isEqualTo(401);
        }

        assertThat(status(() -> code(challenge, "000000"))).isEqualTo(429);
    }

    @Test
    void recoveryCodeIsGoodOnce() throws IOException {
        Enrolled enrolled = enrol("lost@acme.example");
        String recovery = enrolled.recovery.getFirst();

        code(challenge("lost@acme.example"), recovery);

        assertThat(status(() -> code(challenge("lost@acme.example"), recovery))).isEqualTo(401);
        assertThat(platform.value("select recovery_codes::text from users where email = 'lost@acme.example'"))
                .doesNotContain(recovery, recovery.replace("-", ""));
    }

    @Test
    void secretIsNotStoredInClear() throws IOException {
        Enrolled enrolled = enrol("sealed@acme.example");
        String stored =
                platform.value("select encode(totp_secret, 'escape') from users where email = 'sealed@acme.example'");

        assertThat(stored).isNotEmpty().doesNotContain(enrolled.totp.base32());
    }

    @Test
    void disablingWantsThePassword() throws IOException {
        Enrolled enrolled = enrol("off@acme.example");
        assertThat(status(() -> enrolled.client.send("POST", "/api/v1/auth/mfa/disable", new PasswordProof("wrong"))))
                .isEqualTo(400);

        enrolled.client.send("POST", "/api/v1/auth/mfa/disable", new PasswordProof(TestPlatform.PASSWORD));

        assertThat(people.logIn("off@acme.example").user().email()).isEqualTo("off@acme.example");
    }

    @Test
    void whoMustHaveASecondFactorMayDoNothingBefore() throws IOException {
        people.make(owner, "must@acme.example", Optional.empty(), "support");
        ApiClient must = platform.as("must@acme.example");
        owner.send("PUT", "/api/v1/auth/policy", new AuthPolicy(List.of("support"), List.of()));

        assertThat(me(must).permissions()).isEmpty();
        assertThat(me(must).mfaMissing()).contains(true);
        assertThat(status(() -> must.get("/api/v1/nodes", Object.class))).isEqualTo(403);
        verify(must);

        assertThat(me(must).permissions()).contains("fleet:read");
        assertThat(me(must).mfaMissing()).isEmpty();
    }

    @Test
    void featureThatIsOffIsNotThere() throws IOException {
        try (TestPlatform without = TestPlatform.start(platform.database(), Map.of("FEATURES__MFA", "false"))) {
            ApiClient client = without.as(TestPlatform.OPERATOR);

            assertThat(status(() -> client.post("/api/v1/auth/mfa/enrol", Map.of(), MfaEnrolment.class)))
                    .isEqualTo(404);
        }
    }

    private static Enrolled enrol(String email) throws IOException {
        people.make(owner, email, Optional.empty(), "viewer");
        return verify(platform.as(email));
    }

    private static Enrolled verify(ApiClient client) throws IOException {
        MfaEnrolment enrolment = client.post("/api/v1/auth/mfa/enrol", Map.of(), MfaEnrolment.class);
        assertThat(enrolment.uri()).startsWith("otpauth://totp/DotMac%20Ops:").contains(enrolment.secret());
        Totp totp = Totp.ofBase32(enrolment.secret());
        assertThat(status(() -> client.post("/api/v1/auth/mfa/verify", new MfaCode("12345"), RecoveryCodes.class)))
                .isEqualTo(401);
        RecoveryCodes codes = client.post("/api/v1/auth/mfa/verify", new MfaCode(now(totp)), RecoveryCodes.class);
        assertThat(codes.codes()).hasSize(10).doesNotHaveDuplicates();
        return new Enrolled(client, totp, codes.codes());
    }

    private static String now(Totp totp) {
        return totp.code(Totp.step(platform.clock().instant()));
    }

    private static String challenge(String email) {
        ApiException refusal = refusal(() -> people.logIn(email));
        assertThat(refusal.problem().code()).isEqualTo(LogInCode.REQUIRED);
        return refusal.problem().details().getFirst().message();
    }

    private static Tokens code(String challenge, String code) throws IOException {
        return platform.anonymous().post("/api/v1/auth/login/code", new LogInCode(challenge, code), Tokens.class);
    }
}
