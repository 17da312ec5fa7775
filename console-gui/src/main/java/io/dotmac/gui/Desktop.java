package io.dotmac.gui;

import io.dotmac.agent.config.InvalidConfig;
import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.live.DirectSource;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.Profiles;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.gui.fx.FxThread;
import io.dotmac.gui.login.LogInDesk;
import io.dotmac.gui.login.LogInView;
import io.dotmac.gui.text.Texts;
import io.dotmac.gui.theme.Appearance;
import io.dotmac.gui.theme.Fonts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javafx.scene.Scene;
import javafx.stage.Stage;
import okhttp3.OkHttpClient;

/// The program's one window: first the log-in, then the console of a profile, and back again.
///
/// Made and used on the FX thread; [#close] and the methods of [LogInDesk] that block are not.
final class Desktop implements LogInDesk, AutoCloseable {
    /// What the program has made before the window opens.
    ///
    /// @param profiles known
    /// @param tokens kept from last time
    /// @param http shared
    /// @param tasks where waiting is done
    /// @param keymap in use
    /// @param notices said once the console is open, for example what is wrong with the keymap
    record Parts(
            Profiles profiles, TokenStore tokens, OkHttpClient http, Tasks tasks, Keymap keymap, List<String> notices) {
        Parts {
            notices = List.copyOf(notices);
        }
    }

    private static final System.Logger LOG = System.getLogger(Desktop.class.getName());

    private final Stage stage;
    private final Parts parts;
    private final Appearance appearance;
    private final DesktopOptions options;
    private volatile String problem = "";
    private volatile Optional<ConsoleModel> model = Optional.empty();
    private Optional<DesktopConsole> console = Optional.empty();
    private boolean asking;
    private Subscription logInWatch = () -> {};

    Desktop(Stage stage, Parts parts, Appearance appearance, DesktopOptions options) {
        this.stage = stage;
        this.parts = parts;
        this.appearance = appearance;
        this.options = options;
        Fonts.load();
    }

    /// Opens the window: on the console where nobody has to be asked, else on the log-in.
    void open(Entrance entrance) {
        if (!entrance.unattended()) {
            askWho(entrance.profile());
            return;
        }
        Profile profile = entrance.profile().orElseThrow();
        parts.tasks().run(() -> {
            LogInResult result = entrance.password()
                    .map(password -> logIn(profile, profile.email(), password))
                    .orElseGet(() -> resumeWith(profile, entrance.refreshToken().orElseThrow()));
            FxThread.draw(() -> let(profile, result));
        });
    }

    private void let(Profile profile, LogInResult result) {
        switch (result) {
            case LogInResult.LoggedIn in -> enter(profile);
            case LogInResult.Unreachable away -> enter(profile);
            case LogInResult.CodeNeeded first -> askWho(Optional.of(profile)).askCode(profile, first);
            case LogInResult.Refused refused -> askWho(Optional.of(profile)).complain(refused.message());
        }
    }

    private LogInView askWho(Optional<Profile> first) {
        leave();
        LogInView view = new LogInView(this, parts.tasks(), first);
        Scene scene = new Scene(view, options.width(), options.height());
        appearance.dress(scene);
        stage.setScene(scene);
        stage.setTitle(Texts.of("product"));
        stage.show();
        asking = true;
        return view;
    }

    /// Whether the window shows data, or waits for somebody to log in.
    boolean settled() {
        return console.map(DesktopConsole::hasData).orElse(asking);
    }

    @Override
    public List<Profile> profiles() {
        return parts.profiles().all();
    }

    @Override
    public LogInResult logIn(Profile profile, String email, String password) {
        FxThread.forbid("log-in");
        return modelOf(profile).session().logIn(email, password);
    }

    @Override
    public LogInResult logIn(Profile profile, LogInResult.CodeNeeded first, String code) {
        FxThread.forbid("log-in");
        return modelOf(profile).session().logIn(first, code);
    }

    @Override
    public LogInResult resume(Profile profile) {
        FxThread.forbid("log-in");
        return modelOf(profile).session().resume();
    }

    private LogInResult resumeWith(Profile profile, String token) {
        FxThread.forbid("log-in");
        return modelOf(profile).session().resumeWith(token);
    }

    @Override
    public boolean remembers(Profile profile) {
        FxThread.forbid("reading tokens");
        try {
            return parts.tokens().read(profile).isPresent();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "token not read profile=" + profile.name(), e);
            return false;
        }
    }

    private synchronized ConsoleModel modelOf(Profile profile) {
        if (model.map(ConsoleModel::profile).equals(Optional.of(profile))) {
            return model.orElseThrow();
        }
        model.ifPresent(ConsoleModel::close);
        ConsoleModel next = new ConsoleModel(new ConsoleModel.Parts(
                profile, parts.tokens(), parts.http(), parts.tasks(), parts.keymap(), direct(profile)));
        model = Optional.of(next);
        return next;
    }

    private List<DirectSource> direct(Profile profile) {
        try {
            return profile.agentConfig().stream()
                    .<DirectSource>map(DirectProbing::of)
                    .toList();
        } catch (InvalidConfig e) {
            // The console is worth having without direct mode; the operator is told.
            LOG.log(System.Logger.Level.WARNING, "no direct mode profile=" + profile.name(), e);
            problem = Texts.of("console.no-direct", e.violations().getFirst());
            return List.of();
        }
    }

    @Override
    public void enter(Profile profile) {
        ConsoleModel entered = modelOf(profile);
        entered.start();
        List<String> names = profiles().stream().map(Profile::name).toList();
        Surroundings around =
                new Surroundings(parts.tasks(), appearance, names, this::switchTo, this::logOut, () -> {});
        DesktopConsole opened = new DesktopConsole(stage, entered, options, around);
        console = Optional.of(opened);
        parts.notices().forEach(opened::say);
        if (!problem.isEmpty()) {
            opened.say(problem);
        }
        logInWatch = entered.needsLogIn()
                .subscribe(needed -> FxThread.draw(() -> {
                    if (needed && console.isPresent()) {
                        askWho(Optional.of(profile)).complain(Texts.of("login.ended"));
                    }
                }));
    }

    private void switchTo(String name) {
        Optional<Profile> next = parts.profiles().named(name);
        if (name.isEmpty() || next.isPresent()) {
            askWho(next);
        }
    }

    private void logOut() {
        Optional<ConsoleModel> left = model;
        Optional<Profile> profile = left.map(ConsoleModel::profile);
        parts.tasks().run(() -> {
            left.ifPresent(gone -> gone.session().logOut());
            FxThread.draw(() -> askWho(profile));
        });
    }

    private void leave() {
        hide();
        Optional<ConsoleModel> left = forget();
        // Ending probes and connections may wait.
        parts.tasks().run(() -> left.ifPresent(ConsoleModel::close));
    }

    /// Stops drawing.
    void hide() {
        logInWatch.close();
        console.ifPresent(DesktopConsole::close);
        console = Optional.empty();
    }

    private synchronized Optional<ConsoleModel> forget() {
        Optional<ConsoleModel> left = model;
        model = Optional.empty();
        return left;
    }

    /// Ends what still runs, after [#hide]; may wait.
    @Override
    public void close() {
        forget().ifPresent(ConsoleModel::close);
    }
}
