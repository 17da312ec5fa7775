package io.dotmac.gui;

import io.dotmac.agent.config.InvalidConfig;
import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.KeymapFile;
import io.dotmac.console.profile.ConsoleHome;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.Profiles;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.gui.fx.FxThread;
import io.dotmac.gui.theme.Appearance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Platform;
import javafx.stage.Stage;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `dotmac-gui`: reads the command line and the operator's files, puts the program together, opens the window.
@Command(
        name = "dotmac-gui",
        mixinStandardHelpOptions = true,
        version = "dotmac-gui 0.1.0",
        description = "Desktop console of DotMac Ops.")
public final class Main implements Callable<Integer> {
    @Option(names = "--profile", paramLabel = "NAME", description = "profile of ~/.config/dotmac/profiles.yaml")
    private Optional<String> profile = Optional.empty();

    @Option(names = "--url", paramLabel = "URL", description = "platform server, instead of a profile's")
    private Optional<String> url = Optional.empty();

    @Option(names = "--email", paramLabel = "EMAIL", description = "who logs in")
    private Optional<String> email = Optional.empty();

    @Option(names = "--password-file", paramLabel = "FILE", description = "log in at once with the password in it")
    private Optional<Path> passwordFile = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE", description = "log in at once with the refresh token in it")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--agent-config",
            paramLabel = "FILE",
            description = "what to probe directly while the server is away")
    private Optional<Path> agentConfig = Optional.empty();

    @Option(names = "--theme", paramLabel = "THEME", description = "dark, light or system")
    private Optional<String> theme = Optional.empty();

    @Option(
            names = "--view",
            paramLabel = "VIEW",
            description =
                    "overview, alerts, nodes, dependencies, replication, containers, workloads, handover, silences, settings")
    private String view = "overview";

    @Option(names = "--size", paramLabel = "WxH", description = "size of the window, by default ${DEFAULT-VALUE}")
    private String size = "1440x900";

    @Option(names = "--wallboard", description = "full window, views in turn, as F11 does")
    private boolean wallboard;

    @Option(names = "--snapshot", paramLabel = "FILE", description = "write a picture of the first data and end")
    private Optional<Path> snapshot = Optional.empty();

    @Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /// Runs the program; the exit code is 0, 1 when something failed, 2 for a wrong command line.
    public static void main(String[] arguments) {
        // Sub-pixel text shows coloured fringes on the dark ground.
        System.setProperty("prism.lcdtext", "false");
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        ConsoleHome home = ConsoleHome.of(System.getenv(), Path.of(System.getProperty("user.home")));
        agentConfig = agentConfig.map(this::checked);
        Profiles profiles = profiles(home);
        Entrance entrance = new Entrance(
                chosen(profiles),
                passwordFile.map(file -> secret("--password-file", file)),
                tokenFile.map(file -> secret("--token-file", file)));
        DesktopOptions options = options();
        KeymapFile.Loaded keymap = KeymapFile.load(home.keymap());
        OkHttpClient http = FxThread.guarded(ApiClient.newHttp());
        Path settingsFile = home.config().resolve("desktop.json");
        DesktopSettings settings = DesktopSettings.load(settingsFile);
        try (Tasks tasks = Tasks.start(Clock.systemUTC())) {
            Desktop.Parts parts = new Desktop.Parts(
                    profiles, new TokenStore(home.tokens()), http, tasks, keymap.keymap(), keymap.errors());
            return show(parts, entrance, options, settings, settingsFile);
        } finally {
            http.dispatcher().executorService().shutdown();
            http.connectionPool().evictAll();
        }
    }

    private int show(
            Desktop.Parts parts, Entrance entrance, DesktopOptions options, DesktopSettings settings, Path settingsFile)
            throws InterruptedException {
        AtomicInteger code = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(1);
        AtomicReference<@Nullable Desktop> opened = new AtomicReference<>();
        Platform.startup(() -> {
            Appearance appearance = new Appearance(options.theme().orElse(settings.theme()));
            appearance.zoom().set(settings.zoom());
            if (options.snapshot().isEmpty()) {
                remember(appearance, parts.tasks(), settingsFile);
            }
            Stage stage = new Stage();
            Desktop desktop = new Desktop(stage, parts, appearance, options);
            stage.setOnHidden(event -> {
                desktop.hide();
                ended.countDown();
            });
            opened.set(desktop);
            desktop.open(entrance);
            options.snapshot()
                    .ifPresent(file -> new Snapshots(stage, parts.tasks(), file, desktop::settled, status -> {
                                code.set(status);
                                ended.countDown();
                            })
                            .begin());
        });
        ended.await();
        Optional.ofNullable(opened.get()).ifPresent(Desktop::close);
        return code.get();
    }

    private static void remember(Appearance appearance, Tasks tasks, Path file) {
        Runnable save = () -> {
            double zoom = appearance.zoom().get();
            DesktopSettings now = new DesktopSettings(appearance.mode().get(), zoom);
            tasks.run(() -> now.save(file));
        };
        appearance.mode().addListener((property, before, now) -> save.run());
        appearance.zoom().addListener((property, before, now) -> save.run());
    }

    private Profiles profiles(ConsoleHome home) {
        try {
            return Profiles.load(home.profiles());
        } catch (Profiles.Invalid e) {
            throw wrong(home.profiles() + " has errors:\n" + e.getMessage());
        }
    }

    private Optional<Profile> chosen(Profiles profiles) {
        Optional<Profile> base = profile.isPresent() && url.isEmpty()
                ? Optional.of(profiles.named(profile.get())
                        .orElseThrow(() -> wrong("--profile is " + profile.get() + ", must be one of "
                                + profiles.all().stream().map(Profile::name).toList())))
                : profiles.all().stream().findFirst();
        if (url.isEmpty()) {
            return base.map(known -> new Profile(
                    known.name(),
                    known.url(),
                    email.orElse(known.email()),
                    known.protectedProfile(),
                    agentConfig.or(known::agentConfig)));
        }
        HttpUrl address = HttpUrl.parse(url.get());
        if (address == null) {
            throw wrong("--url is " + url.get() + ", must be an address such as http://127.0.0.1:8080");
        }
        return Optional.of(new Profile(profile.orElse(address.host()), address, email.orElse(""), false, agentConfig));
    }

    private DesktopOptions options() {
        Optional<Appearance.Mode> mode = theme.map(text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "dark" -> Appearance.Mode.DARK;
            case "light" -> Appearance.Mode.LIGHT;
            case "system" -> Appearance.Mode.SYSTEM;
            default -> throw wrong("--theme is " + text + ", must be dark, light or system");
        });
        if (!size.matches("[0-9]{3,5}x[0-9]{3,5}")) {
            throw wrong("--size is " + size + ", must be as 1440x900");
        }
        int cross = size.indexOf('x');
        try {
            return new DesktopOptions(
                    mode,
                    view,
                    Integer.parseInt(size.substring(0, cross)),
                    Integer.parseInt(size.substring(cross + 1)),
                    wallboard,
                    snapshot);
        } catch (IllegalArgumentException e) {
            throw wrong("--" + e.getMessage());
        }
    }

    private Path checked(Path file) {
        try {
            DirectProbing.of(file);
            return file;
        } catch (InvalidConfig e) {
            throw wrong("--agent-config " + file + " has errors:\n" + e.getMessage());
        }
    }

    private String secret(String option, Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("").strip();
        } catch (IOException e) {
            throw wrong(option + " " + file + " cannot be read: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        CommandLine line = spec == null ? new CommandLine(this) : spec.commandLine();
        return new ParameterException(line, message);
    }
}
