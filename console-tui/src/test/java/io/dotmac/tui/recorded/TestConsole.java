package io.dotmac.tui.recorded;

import static org.awaitility.Awaitility.await;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.terminal.Terminal;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import com.googlecode.lanterna.terminal.virtual.VirtualTerminalListener;
import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.live.DirectSource;
import io.dotmac.console.look.Theme;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.tui.TerminalConsole;
import io.dotmac.tui.kit.ScreenText;
import io.dotmac.tui.terminal.ColorDepth;
import io.dotmac.tui.terminal.GlyphSet;
import io.dotmac.tui.view.ShellOptions;
import io.dotmac.tui.view.Skin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// A console on a virtual terminal: keys are typed, cells are read.
public final class TestConsole implements AutoCloseable {
    private final DefaultVirtualTerminal terminal;
    private final Tasks tasks;
    private final ConsoleModel model;
    private final TerminalConsole console;
    private final OkHttpClient http = ApiClient.newHttp();
    private final AtomicReference<String> clipboard = new AtomicReference<>("");

    /// How a console is set up.
    ///
    /// @param columns of the terminal
    /// @param rows of the terminal
    /// @param depth of its colours
    /// @param glyphs that it shows
    /// @param logIn whether to log in at the start
    /// @param protectedProfile whether it is production
    /// @param direct the console's own probes, none or one
    public record Setup(
            int columns,
            int rows,
            ColorDepth depth,
            GlyphSet glyphs,
            boolean logIn,
            boolean protectedProfile,
            List<DirectSource> direct) {
        /// Copies the list.
        public Setup {
            direct = List.copyOf(direct);
        }

        /// Logged in, in colour.
        public static Setup of(int columns, int rows) {
            return new Setup(columns, rows, ColorDepth.TRUECOLOR, GlyphSet.BRAILLE, true, false, List.of());
        }
    }

    /// @param url of the server
    /// @param home for tokens
    /// @param setup of the terminal
    public TestConsole(HttpUrl url, Path home, Setup setup) throws IOException {
        terminal = new DefaultVirtualTerminal(new TerminalSize(setup.columns(), setup.rows()));
        tasks = Tasks.start(Clock.systemUTC());
        Profile profile = new Profile("lagos", url, RecordedPlatform.EMAIL, setup.protectedProfile(), Optional.empty());
        model = new ConsoleModel(new ConsoleModel.Parts(
                profile, new TokenStore(home), http, tasks, Keymap.DEFAULT, setup.direct(), ZoneOffset.UTC));
        Skin skin = new Skin(Theme.DARK, setup.depth(), setup.glyphs());
        ShellOptions options =
                new ShellOptions(skin, ZoneOffset.UTC, List.of("lagos", "abuja"), clipboard::set, List.of());
        console = new TerminalConsole(terminal, model, tasks, options, Duration.ofMillis(20));
        if (setup.logIn()) {
            LogInResult result = model.session().logIn(RecordedPlatform.EMAIL, RecordedPlatform.PASSWORD);
            if (!(result instanceof LogInResult.LoggedIn)) {
                throw new IOException("log-in answered " + result);
            }
        }
        model.start();
        console.start();
    }

    /// What stands on the screen.
    public String text() {
        return ScreenText.of(terminal);
    }

    /// One row of the screen, from 0.
    public String row(int y) {
        return text().lines().skip(y).findFirst().orElse("");
    }

    /// The terminal.
    public DefaultVirtualTerminal terminal() {
        return terminal;
    }

    /// Counts how often something is written from now on.
    public AtomicInteger writes() {
        AtomicInteger writes = new AtomicInteger();
        terminal.addVirtualTerminalListener(new VirtualTerminalListener() {
            @Override
            public void onFlush() {
                writes.incrementAndGet();
            }

            @Override
            public void onBell() {}

            @Override
            public void onClose() {}

            @Override
            public void onResized(Terminal resized, TerminalSize size) {}
        });
        return writes;
    }

    /// What was copied last.
    public String clipboard() {
        return clipboard.get();
    }

    /// Types characters.
    public TestConsole type(String text) {
        text.chars().forEach(sign -> terminal.addInput(new KeyStroke((char) sign, false, false)));
        return this;
    }

    /// Presses a named key.
    public TestConsole press(KeyType key) {
        terminal.addInput(new KeyStroke(key));
        return this;
    }

    /// Presses a letter with Ctrl.
    public TestConsole ctrl(char letter) {
        terminal.addInput(new KeyStroke(letter, true, false));
        return this;
    }

    /// Waits until the screen shows all of `parts`.
    public String shows(String... parts) {
        return until(text -> List.of(parts).stream().allMatch(text::contains), String.join(" and ", parts));
    }

    /// Waits until the screen shows all of `parts` and stands still, and answers it.
    public String settled(String... parts) {
        AtomicReference<String> before = new AtomicReference<>("");
        return until(
                text -> {
                    boolean same = before.getAndSet(text).equals(text);
                    return same && List.of(parts).stream().allMatch(part -> find(part, text));
                },
                "in peace " + String.join(" and ", parts));
    }

    private static boolean find(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).find();
    }

    /// Waits until the screen does not show `part`.
    public String lacks(String part) {
        return until(text -> !text.contains(part), "no " + part);
    }

    /// Waits until the operator has left.
    public Optional<String> ended() throws InterruptedException {
        return console.awaitEnd();
    }

    @Override
    public void close() {
        console.close();
        model.close();
        tasks.close();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private String until(Predicate<String> good, String what) {
        try {
            return await().atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(60))
                    .until(this::text, good);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError("screen never shows " + what + ":\n" + text(), e);
        }
    }
}
