package io.dotmac.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.dotmac.model.auth.AuthPolicy;
import io.dotmac.server.TestClock;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OidcTest {
    private static final OkHttpClient BROWSER =
            new OkHttpClient.Builder().followRedirects(false).build();
    private static final String PATH = "/api/v1/auth/oidc/corp/";

    private static TestProvider provider;
    private static TestPlatform platform;

    @BeforeAll
    static void start() throws IOException {
        provider = new TestProvider(Clock.systemUTC());
        TestPlatform.forgetFailedLogIns();
        platform = TestPlatform.start(
                TestPlatform.copy(),
                Map.of(
                        "AUTH__OIDC__PROVIDERS",
                        "corp",
                        "AUTH__OIDC__CORP__ISSUER",
                        provider.issuer(),
                        "AUTH__OIDC__CORP__CLIENT_ID",
                        TestProvider.CLIENT,
                        "AUTH__OIDC__CORP__CLIENT_SECRET",
                        TestProvider.SECRET,
                        "AUTH__OIDC__CORP__REDIRECT_URI",
                        "http://127.0.0.1:1" + PATH + "callback"));
        new People(platform)
                .owner("owner@acme.example")
                .send("PUT", "/api/v1/auth/policy", new AuthPolicy(List.of(), List.of("acme.example")));
    }

    @AfterAll
    static void stop() {
        platform.close();
        provider.close();
    }

    @BeforeEach
    void truth() {
        provider.person(TestPlatform.OPERATOR, true);
        platform.clock().advance(java.time.Duration.ZERO);
    }

    @Test
    void personIsFoundByVerifiedAddressAndFromThenOnBySubject() throws IOException {
        assertThat(journey()).isEqualTo(200);
        provider.person("renamed@elsewhere.example", true);
        provider.lying(claims -> claims.subject("subject-of-" + TestPlatform.OPERATOR));

        assertThat(journey()).isEqualTo(200);
        assertThat(platform.value("select count(*) from oidc_links")).isEqualTo("1");
        assertThat(platform.value("select count(*) from audit_logs where action = 'user.linked'"))
                .isEqualTo("1");
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("another audience", claims -> claims.audience("somebody-else")),
                lie("two audiences and no party", claims -> claims.audience(List.of(TestProvider.CLIENT, "other"))),
                lie("another issuer", claims -> claims.issuer("http://127.0.0.1:9")),
                lie("another nonce", claims -> claims.claim("nonce", "abc")),
                lie("no nonce", claims -> claims.claim("nonce", null)),
                lie("expired", claims -> claims.expirationTime(at(-61))),
                lie("no end", claims -> claims.expirationTime(null)),
                lie("from the future", claims -> claims.issueTime(at(120))),
                lie("no subject", claims -> claims.subject(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void tokenThatLiesIsNotBelieved(String name, UnaryOperator<JWTClaimsSet.Builder> lie) throws IOException {
        provider.lying(lie);

        assertThat(journey()).isEqualTo(401);
    }

    @Test
    void clocksMayDifferByAMinute() throws IOException {
        provider.lying(claims -> claims.expirationTime(at(-30)).issueTime(at(30)));

        assertThat(journey()).isEqualTo(200);
    }

    @Test
    void unsignedAndForgedTokensAreNotBelievedAndRotatedKeysAre() throws IOException {
        assertThat(journey()).isEqualTo(200);
        provider.unsigned();
        assertThat(journey()).isEqualTo(401);
        provider.person(TestPlatform.OPERATOR, true);
        provider.forge();
        assertThat(journey()).isEqualTo(401);

        provider.rotate();
        platform.clock().advance(java.time.Duration.ofSeconds(11));
        assertThat(journey()).isEqualTo(200);
    }

    @Test
    void onlyVerifiedAddressesOfAllowedDomainsAreLinked() throws IOException {
        provider.person(TestPlatform.VIEWER, false);
        assertThat(journey()).isEqualTo(403);
        provider.person(TestPlatform.OTHER, true); // whose tenant allows no domain
        assertThat(journey()).isEqualTo(403);
        provider.person(TestPlatform.ROOT, true);
        assertThat(journey()).isEqualTo(403);
        provider.person("nobody@acme.example", true);
        assertThat(journey()).isEqualTo(403);
    }

    @Test
    void answerIsTakenOnceAndOnlyFromTheBrowserThatBegan() throws IOException {
        Start begun = begin();
        String back = authorize(begun.location);

        assertThat(get(back, "")).isEqualTo(401);
        assertThat(get(back, begun.cookie)).isEqualTo(401); // used up by the stranger
        Start second = begin();
        String again = authorize(second.location);
        assertThat(get(again, second.cookie)).isEqualTo(200);
        assertThat(get(again, second.cookie)).isEqualTo(401);
        assertThat(get(PATH + "callback?state=unknown&code=x", second.cookie)).isEqualTo(401);
        assertThat(get("/api/v1/auth/oidc/none/start", "")).isEqualTo(404);
    }

    private record Start(String location, String cookie) {}

    private static int journey() throws IOException {
        Start begun = begin();
        return get(authorize(begun.location), begun.cookie);
    }

    private static Start begin() throws IOException {
        try (Response response = BROWSER.newCall(
                        new Request.Builder().url(platform.at(PATH + "start")).build())
                .execute()) {
            assertThat(response.code()).isEqualTo(302);
            assertThat(response.header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax");
            String cookie = header(response, "Set-Cookie").replaceFirst(";.*", "");
            return new Start(header(response, "Location"), cookie);
        }
    }

    /// Where the provider sends the browser: path and query.
    private static String authorize(String location) throws IOException {
        assertThat(location).contains("code_challenge_method=S256");
        try (Response response =
                BROWSER.newCall(new Request.Builder().url(location).build()).execute()) {
            return header(response, "Location").replaceFirst("http://127.0.0.1:1(?=/)", "");
        }
    }

    private static int get(String path, String cookie) throws IOException {
        Request request = new Request.Builder()
                .url(platform.at(path))
                .header("Cookie", cookie)
                .build();
        try (Response response = BROWSER.newCall(request).execute()) {
            return response.code();
        }
    }

    private static String header(Response response, String name) {
        return Objects.requireNonNullElse(response.header(name), "");
    }

    private static Date at(long seconds) {
        return Date.from(new TestClock().instant().plusSeconds(seconds));
    }

    private static Arguments lie(String name, UnaryOperator<JWTClaimsSet.Builder> change) {
        return Arguments.of(name, change);
    }
}
