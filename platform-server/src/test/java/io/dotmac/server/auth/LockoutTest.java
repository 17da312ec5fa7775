package io.dotmac.server.auth;

import static io.dotmac.server.auth.People.refusal;
import static io.dotmac.server.auth.People.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.client.ApiException;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.TestPlatform;
import io.dotmac.server.auth.Attempts.Attempt;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LockoutTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static TestPlatform platform;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @BeforeEach
    void forget() {
        TestPlatform.forgetFailedLogIns();
    }

    static Stream<Attempts> both() {
        return Stream.of(new RedisAttempts(TestPlatform.sharedRedis()), new LocalAttempts());
    }

    @ParameterizedTest
    @MethodSource("both")
    void fiveFailuresFromManyAddressesLockAnAccountForAGrowingTime(Attempts attempts) {
        for (int failure = 0; failure < 4; failure++) {
            attempts.begin(attempt("victim"), NOW);
        }
        Instant now = NOW;
        List<Duration> locks = new ArrayList<>();
        for (int failure = 5; failure <= 9; failure++) {
            assertThat(attempts.begin(attempt("victim"), now)).isEmpty();
            Duration lock = attempts.begin(attempt("victim"), now).orElseThrow();
            locks.add(lock);
            now = now.plus(lock);
        }

        assertThat(locks.stream().map(Duration::toMinutes)).containsExactly(1L, 2L, 4L, 8L, 15L);
        assertThat(attempts.begin(attempt("somebody else"), now)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("both")
    void oneAddressHasFiveAttemptsAMinuteWhoeverItTries(Attempts attempts) {
        for (int i = 0; i < 5; i++) {
            assertThat(attempts.begin(new Attempt("account" + i, "192.0.2.7", "a" + i), NOW))
                    .isEmpty();
        }

        assertThat(attempts.begin(new Attempt("account5", "192.0.2.7", "a5"), NOW.plusSeconds(20)))
                .contains(Duration.ofSeconds(40));
        assertThat(attempts.begin(new Attempt("account5", "192.0.2.7", "a6"), NOW.plusSeconds(61)))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("both")
    void successOpensTheAccountAndGivesTheAddressItsAttemptBack(Attempts attempts) {
        for (int i = 0; i < 4; i++) {
            attempts.begin(attempt("clumsy"), NOW);
        }
        Attempt good = attempt("clumsy");
        attempts.begin(good, NOW);
        attempts.succeeded(good);

        assertThat(attempts.begin(attempt("clumsy"), NOW)).isEmpty();
    }

    @Test
    void manyAtOnceCountAsMany() throws InterruptedException {
        Attempts attempts = new RedisAttempts(TestPlatform.sharedRedis());
        List<Callable<Boolean>> calls = IntStream.range(0, 40)
                .<Callable<Boolean>>mapToObj(
                        i -> () -> attempts.begin(attempt("stormed"), NOW).isEmpty())
                .toList();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(all.invokeAll(calls).stream().map(Future::resultNow).filter(let -> let))
                    .hasSize(5);
        }
    }

    @Test
    void lockTellsNothingOfWhetherTheAccountExists() {
        ApiException real = lockOut(TestPlatform.VIEWER);
        TestPlatform.forgetFailedLogIns();
        ApiException none = lockOut("nobody@nowhere.example");

        assertThat(real.status()).isEqualTo(none.status()).isEqualTo(429);
        assertThat(real.problem().message()).isEqualTo(none.problem().message());
        assertThat(real.retryAfter()).isPresent();
    }

    @Test
    void lockedAccountIsOpenedByWhoLooksAfterPeople() throws IOException {
        People people = new People(platform);
        var owner = people.owner("unlocker@acme.example");
        lockOut(TestPlatform.OPERATOR);
        platform.clock().advance(Duration.ofMinutes(1));
        assertThat(status(() -> logIn(TestPlatform.OPERATOR, "wrong once more")))
                .isEqualTo(401); // now for two minutes
        platform.clock().advance(Duration.ofMinutes(1)); // so that it is not the address that is turned away
        assertThat(status(() -> logIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD)))
                .isEqualTo(429);

        owner.send("POST", "/api/v1/users/" + people.id(TestPlatform.OPERATOR) + "/unlock", null);

        assertThat(logIn(TestPlatform.OPERATOR, TestPlatform.PASSWORD).user().email())
                .isEqualTo(TestPlatform.OPERATOR);
    }

    private static ApiException lockOut(String email) {
        for (int i = 0; i < 5; i++) {
            assertThat(status(() -> logIn(email, "wrong"))).isEqualTo(401);
        }
        return refusal(() -> logIn(email, TestPlatform.PASSWORD));
    }

    private static Tokens logIn(String email, String password) throws IOException {
        return platform.anonymous().post("/api/v1/auth/login", new LogIn(email, password), Tokens.class);
    }

    /// From an address of its own.
    private static Attempt attempt(String account) {
        String id = UUID.randomUUID().toString();
        return new Attempt(account, id, id);
    }
}
