package io.dotmac.tui;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.KeymapFile;
import io.dotmac.console.live.DirectSource;
import io.dotmac.console.look.Theme;
import io.dotmac.console.profile.ConsoleHome;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.Profiles;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.tui.terminal.ColorDepth;
import io.dotmac.tui.terminal.GlyphSet;
import io.dotmac.tui.terminal.Stty;
import io.dotmac.tui.terminal.TtyTerminal;
import io.dotmac.tui.terminal.WindowSignal;
import io.dotmac.tui.view.ShellOptions;
import io.dotmac.tui.view.Skin;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The console itself, when no subcommand is given.
@Command(
        name = "dotmac-tui",
        mixinStandardHelpOptions = true,
        version = "dotmac-tui 0.1.0",
        description = "Watches and runs a platform from a terminal. Press ? inside for the keys.",
        subcommands = GetCommand.class)
final class ConsoleCommand implements Callable<Integer> {
    private static final Duration RETRY_LOG_IN = Duration.ofSeconds(2);
    private static final int OUTPUT_BUFFER = 1 << 16;

    private final ConsoleHome home;
    private final Map<String, String> environment;

    @Mixin
    private ConnectOptions connect = new ConnectOptions();

    @Option(names = "--color", paramLabel = "DEPTH", description = "auto, truecolor, 256, 16 or mono.")
    private @Nullable String color;

    @Option(names = "--glyphs", paramLabel = "SET", description = "auto, braille, blocks or ascii.")
    private @Nullable String glyphs;

    @Option(names = "--light", description = "Colours for a light terminal.")
    private boolean light;

    @Option(names = "--slow", description = "At most one frame a second, for slow lines.")
    private boolean slow;

    /// @param home where the operator's files are
    /// @param environment of the process
    ConsoleCommand(ConsoleHome home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /// Where the operator's files are.
    ConsoleHome home() {
        return home;
    }

    /// The options that say which server to work with, for subcommands.
    ConnectOptions connect() {
        return connect;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Profiles profiles = Profiles.load(home.profiles());
        Profile profile = connect.profile(profiles, home, Optional.empty());
        Skin skin = new Skin(
                light ? Theme.LIGHT : Theme.DARK,
                ColorDepth.choose(Optional.ofNullable(color), environment),
                GlyphSet.choose(Optional.ofNullable(glyphs), environment));
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
            throw new IOException("needs a terminal; in scripts use: dotmac-tui get nodes -o json");
        }
        PrintStream errors = System.err;
        try (PrintStream log = LogFile.open(home.state())) {
            System.setErr(log);
            return onTerminal(profiles, profile, skin);
        } finally {
            System.setErr(errors);
        }
    }

    private int onTerminal(Profiles profiles, Profile first, Skin skin) throws IOException, InterruptedException {
        TtyTerminal terminal = new TtyTerminal(
                new FileInputStream(FileDescriptor.in),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUTPUT_BUFFER),
                new Stty(new File("/dev/tty")));
        Thread restore = Thread.ofPlatform().name("terminal-restore").unstarted(() -> restore(terminal));
        // Runs on SIGTERM, SIGHUP and System.exit too.
        Runtime.getRuntime().addShutdownHook(restore);
        WindowSignal.listen(() -> resized(terminal));
        try (Tasks tasks = Tasks.start(Clock.systemUTC())) {
            KeymapFile.Loaded keymap = KeymapFile.load(home.keymap());
            ShellOptions options = new ShellOptions(
                    skin,
                    ZoneId.systemDefault(),
                    profiles.all().stream().map(Profile::name).toList(),
                    terminal::copy,
                    keymap.errors());
            OkHttpClient http = ApiClient.newHttp();
            Optional<Profile> next = Optional.of(first);
            while (next.isPresent()) {
                List<DirectSource> direct = next.get().agentConfig().map(ConsoleCommand::probes).stream()
                        .toList();
                ConsoleModel.Parts parts = new ConsoleModel.Parts(
                        next.get(),
                        new TokenStore(home.tokens()),
                        http,
                        tasks,
                        keymap.keymap(),
                        direct,
                        options.zone());
                next = work(terminal, parts, options).map(name -> connect.profile(profiles, home, Optional.of(name)));
            }
        } finally {
            restore(terminal);
        }
        return 0;
    }

    private static DirectSource probes(Path agentConfig) {
        return new DirectProbes(AgentConfig.load(agentConfig));
    }

    private Optional<String> work(TtyTerminal terminal, ConsoleModel.Parts parts, ShellOptions options)
            throws IOException, InterruptedException {
        Tasks tasks = parts.tasks();
        try (ConsoleModel model = new ConsoleModel(parts);
                TerminalConsole console = new TerminalConsole(
                        terminal,
                        model,
                        tasks,
                        options,
                        slow ? TerminalConsole.SLOW_TURN : TerminalConsole.USUAL_TURN)) {
            console.start();
            LogInFiles files = connect.logIn(parts.profile());
            tasks.run(() -> {
                keepLoggingIn(files, model, tasks);
                model.start();
            });
            return console.awaitEnd();
        }
    }

    /// A server that is away at the start gets the log-in once it is there.
    private static void keepLoggingIn(LogInFiles files, ConsoleModel model, Tasks tasks) {
        if (files.logIn(model.session()) instanceof LogInResult.Unreachable) {
            tasks.after(RETRY_LOG_IN, () -> keepLoggingIn(files, model, tasks));
        }
    }

    private static void resized(TtyTerminal terminal) {
        try {
            terminal.getTerminalSize();
        } catch (IOException e) {
            System.getLogger(ConsoleCommand.class.getName())
                    .log(System.Logger.Level.INFO, "new size of the terminal is unknown", e);
        }
    }

    private static void restore(TtyTerminal terminal) {
        try {
            terminal.restore();
        } catch (IOException e) {
            System.getLogger(ConsoleCommand.class.getName()).log(System.Logger.Level.INFO, "terminal is gone", e);
        }
    }
}
