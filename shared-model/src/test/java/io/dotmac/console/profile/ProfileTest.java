package io.dotmac.console.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.live.FakeServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {
    private final Tasks tasks = Tasks.start(Clock.systemUTC());
    private final OkHttpClient http = ApiClient.newHttp();

    @TempDir
    Path folder;

    private FakeServer server;
    private Profile profile;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        profile = new Profile("test", server.url(), "", false, Optional.empty());
    }

    @AfterEach
    void stop() {
        server.close();
        tasks.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    @Test
    void profilesAreReadInOrder() {
        Profiles profiles = Profiles.parse("""
                profiles:
                  - {name: lagos, url: "https://ops.example.net", email: a@example.net, protected: true}
                  - {name: lab, url: "http://127.0.0.1:8080", agent-config: agent.yaml}
                """, Path.of("/etc/dotmac"));

        assertThat(profiles.all()).extracting(Profile::name).containsExactly("lagos", "lab");
        assertThat(profiles.all().getFirst().protectedProfile()).isTrue();
        assertThat(profiles.named("lab").orElseThrow().agentConfig()).hasValue(Path.of("/etc/dotmac/agent.yaml"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{profiles: [{name: a, url: 'https://x', colour: red}]} | profiles[0].colour is unknown, must be one of",
                "{profiles: [{name: a, url: 'ftp://x'}]} | profiles[0].url is \"ftp://x\", must be an http",
                "{profiles: [{name: a, url: 'http://ops.example.net'}]} | must be https",
                "{profiles: [{name: '../a', url: 'https://x'}]} | profile name is \"../a\"",
                "{profiles: [{name: a, url: 'https://x', protected: perhaps}]} | must be true or false",
                "{profiles: [{name: a, url: 'https://x'}, {name: a, url: 'https://y'}]} | which another profile has",
                "{servers: []} | servers is unknown, must be profiles",
                "'[profiles' | is no YAML",
                "just text | must be a list under profiles"
            })
    void wrongProfilesAreRefused(String yaml, String message) {
        assertThatThrownBy(() -> Profiles.parse(yaml, folder))
                .isInstanceOf(Profiles.Invalid.class)
                .hasMessageContaining(message);
    }

    @Test
    void allErrorsAreToldAtOnce() {
        assertThatThrownBy(() -> Profiles.parse("{profiles: [{name: a, url: x}, {name: b, url: y, z: 1}]}", folder))
                .hasMessageContaining("profiles[0].url")
                .hasMessageContaining("profiles[1].z");
    }

    @Test
    void absentOrEmptyFileHasNoProfiles() {
        assertThat(Profiles.load(folder.resolve("profiles.yaml")).all()).isEmpty();
        assertThat(Profiles.parse("", folder).all()).isEmpty();
    }

    @Test
    void homeHonoursTheEnvironment() {
        Path user = Path.of("/home/ops");

        assertThat(ConsoleHome.of(Map.of("XDG_CONFIG_HOME", "/conf"), user).profiles())
                .isEqualTo(Path.of("/conf/dotmac/profiles.yaml"));
        assertThat(ConsoleHome.of(Map.of("XDG_CONFIG_HOME", "relative"), user).keymap())
                .isEqualTo(Path.of("/home/ops/.config/dotmac/keymap.yaml"));
    }

    @Test
    void onlyTheOwnerMayReadATokenFile() throws IOException {
        TokenStore store = new TokenStore(folder.resolve("tokens"));

        store.write(profile, "secret");
        store.write(profile, "secret-2");

        Path file = folder.resolve("tokens/test.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("tokens"))))
                .isEqualTo("rwx------");
        assertThat(store.read(profile)).hasValue("secret-2");
        try (var files = Files.list(folder.resolve("tokens"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void wrongPasswordIsRefusedInTheServersWords() {
        try (Session session = session(folder)) {
            assertThat(session.logIn("ops@example.net", "wrong"))
                    .isEqualTo(new LogInResult.Refused("e-mail or password is wrong"));
            assertThat(session.user().get()).isEmpty();
        }
    }

    @Test
    void absentServerIsToldFromAWrongPassword() {
        server.stop();

        try (Session session = session(folder)) {
            assertThat(session.logIn("ops@example.net", "right")).isInstanceOf(LogInResult.Unreachable.class);
        }
    }

    @Test
    void nextStartResumesWithTheKeptToken() {
        try (Session session = session(folder)) {
            session.logIn("ops@example.net", "right");
        }

        try (Session next = session(folder)) {
            assertThat(next.remembered()).isTrue();
            assertThat(next.resume()).isInstanceOf(LogInResult.LoggedIn.class);
            assertThat(next.accessToken()).isPresent();
        }
    }

    @Test
    void logOutForgetsTheToken() {
        try (Session session = session(folder)) {
            session.logIn("ops@example.net", "right");

            session.logOut();

            assertThat(session.remembered()).isFalse();
            assertThat(session.accessToken()).isEmpty();
            assertThat(session.resume()).isInstanceOf(LogInResult.Refused.class);
        }
    }

    @Test
    void manyThreadsThatAreRefusedTradeTheTokenOnce() throws Exception {
        try (Session session = session(folder)) {
            session.logIn("ops@example.net", "right");
            String rejected = session.accessToken().orElseThrow();

            List<Boolean> renewed = together(8, () -> session.renew(rejected));

            assertThat(renewed).containsOnly(true);
            assertThat(server.refreshes).hasValue(1);
            assertThat(server.reuses).hasValue(0);
        }
    }

    @Test
    void twoConsolesNeverUseTheSameTokenTwice() throws Exception {
        try (Session terminal = session(folder);
                Session desktop = session(folder)) {
            terminal.logIn("ops@example.net", "right");

            for (int round = 0; round < 5; round++) {
                List<Session> both = new ArrayList<>(List.of(terminal, desktop));
                together(2, () -> {
                    Session mine;
                    synchronized (both) {
                        mine = both.removeFirst();
                    }
                    return mine.renew(mine.accessToken().orElse(""));
                });
            }

            assertThat(server.reuses).hasValue(0);
            assertThat(server.refreshes).hasValue(10);
        }
    }

    private Session session(Path tokens) {
        return new Session(profile, new TokenStore(tokens), http, tasks);
    }

    private static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(work));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
