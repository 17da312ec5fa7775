package io.dotmac.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.client.ApiException;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the real server against a machine of a few lines, over random steps. The seed stands in every failure.
class RefreshModelTest {
    private static final int LOG_INS = 6;
    private static final int STEPS = 60;

    private static TestPlatform platform;

    @BeforeAll
    static void start() {
        platform = TestPlatform.start();
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    /// What should be: a chain of tokens, each used at most once, dead as a whole after reuse or log-out.
    private static final class Model {
        private final List<String> chain = new ArrayList<>();
        private final List<Instant> usedAt = new ArrayList<>();
        private boolean dead;

        private Model(String first) {
            chain.add(first);
        }

        /// Whether the token at `index` is traded now; the successor's place is `index + 1`.
        private boolean trade(int index, Instant now) {
            if (dead) {
                return false;
            }
            if (index == chain.size() - 1) {
                usedAt.add(now);
                return true;
            }
            boolean lostAnswer =
                    index == chain.size() - 2 && now.isBefore(usedAt.get(index).plusSeconds(10));
            dead = !lostAnswer;
            return lostAnswer;
        }
    }

    @Test
    void serverDoesWhatTheModelDoes() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int logIn = 0; logIn < LOG_INS; logIn++) {
            TestPlatform.forgetFailedLogIns();
            Model model =
                    new Model(new People(platform).logIn(TestPlatform.OPERATOR).refreshToken());
            for (int step = 0; step < STEPS / LOG_INS; step++) {
                int index = random.nextInt(3) > 0 ? model.chain.size() - 1 : random.nextInt(model.chain.size());
                if (random.nextInt(4) == 0) {
                    platform.clock().advance(Duration.ofSeconds(11));
                }
                Optional<String> given = refresh(model.chain.get(index));
                boolean wanted = model.trade(index, platform.clock().instant());
                String told = "seed " + seed + ", log-in " + logIn + ", step " + step + ", token " + index + " of "
                        + model.chain.size();
                assertThat(given.isPresent()).as(told).isEqualTo(wanted);
                if (wanted && index == model.chain.size() - 1) {
                    model.chain.add(given.orElseThrow());
                } else if (wanted) {
                    assertThat(given).as(told).contains(model.chain.get(index + 1));
                }
            }
        }
    }

    @Test
    void manyTradesAtOnceGiveOneSuccessor() throws IOException, InterruptedException {
        TestPlatform.forgetFailedLogIns();
        String token = new People(platform).logIn(TestPlatform.OPERATOR).refreshToken();
        Callable<Optional<String>> trade = () -> refresh(token);
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            var successors = all
                    .invokeAll(Stream.generate(() -> trade).limit(12).toList())
                    .stream()
                    .map(Future::resultNow)
                    .flatMap(Optional::stream)
                    .collect(Collectors.toSet());

            assertThat(successors).hasSize(1);
        }
        assertThat(platform.value("select count(*) from refresh_tokens where family = (select family from"
                        + " refresh_tokens order by issued_at desc limit 1)"))
                .isEqualTo("2");
    }

    private static Optional<String> refresh(String token) {
        try {
            return Optional.of(platform.anonymous()
                    .post("/api/v1/auth/refresh", new Refresh(token), Tokens.class)
                    .refreshToken());
        } catch (ApiException e) {
            assertThat(e.status()).isEqualTo(401);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
