package io.dotmac.gui;

import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.live.DirectSource;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.gui.fx.FxThread;
import io.dotmac.gui.theme.Appearance;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import okhttp3.OkHttpClient;
import org.testfx.api.FxToolkit;

/// A desktop console in a window of the headless platform, logged in to a staged server.
final class Stand implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final StagedServer server = new StagedServer();
    final Tasks tasks = Tasks.start(Clock.systemUTC());
    final OkHttpClient http = FxThread.guarded(ApiClient.newHttp());
    final ConsoleModel model;
    final Appearance appearance;
    final Stage stage;
    private final DesktopConsole console;

    Stand(Path folder, List<DirectSource> direct, DesktopOptions options) throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        Profile profile = new Profile("lagos", server.url(), StagedServer.EMAIL, false, Optional.empty());
        model = new ConsoleModel(
                new ConsoleModel.Parts(profile, new TokenStore(folder), http, tasks, Keymap.DEFAULT, direct));
        LogInResult in = model.session().logIn(StagedServer.EMAIL, StagedServer.PASSWORD);
        if (!(in instanceof LogInResult.LoggedIn)) {
            throw new IllegalStateException("not logged in: " + in);
        }
        model.start();
        appearance = fx(() -> new Appearance(Appearance.Mode.DARK));
        stage = fx(Stage::new);
        Surroundings around = new Surroundings(tasks, appearance, List.of("lagos"), name -> {}, () -> {}, () -> {});
        console = fx(() -> new DesktopConsole(stage, model, options, around));
        await().atMost(PATIENCE).until(() -> model.store().connection().get().live());
    }

    Stand(Path folder) throws TimeoutException {
        this(folder, List.of(), DesktopOptions.defaults());
    }

    /// Runs on the FX thread and waits for the answer.
    static <T> T fx(Callable<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                answer.complete(work.call());
            } catch (Exception | AssertionError e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /// The text of a labelled node, empty when it is not there or not to be seen.
    String text(String id) {
        return fx(() -> {
            Node node = stage.getScene().lookup(id);
            return node instanceof Labeled labeled && seen(node) ? String.valueOf(labeled.getText()) : "";
        });
    }

    /// The style classes of a node, empty when it is not there.
    List<String> classes(String id) {
        return fx(() -> Optional.ofNullable(stage.getScene().lookup(id))
                .map(node -> List.copyOf(node.getStyleClass()))
                .orElse(List.of()));
    }

    /// Whether a node is there and to be seen.
    boolean visible(String id) {
        return fx(() -> {
            Node node = stage.getScene().lookup(id);
            return node != null && seen(node);
        });
    }

    /// How many rows a table shows.
    int rows(String table) {
        return fx(() -> stage.getScene().lookup(table) instanceof TableView<?> view
                ? view.getItems().size()
                : -1);
    }

    /// Waits until `id` has that text.
    void awaitText(String id, String wanted) {
        await().atMost(PATIENCE).until(() -> text(id), text -> text.contains(wanted));
    }

    /// Waits until `condition` holds.
    void awaitThat(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(condition);
    }

    /// Types characters to whatever has the focus.
    void type(String characters) {
        for (String character : characters.chars().mapToObj(Character::toString).toList()) {
            fx(() -> {
                Event.fireEvent(
                        focus(),
                        new KeyEvent(KeyEvent.KEY_TYPED, character, "", KeyCode.UNDEFINED, false, false, false, false));
                return true;
            });
        }
    }

    /// Puts a text into a field at once, as by pasting.
    void enter(String field, String text) {
        fx(() -> {
            ((TextInputControl) stage.getScene().lookup(field)).setText(text);
            return true;
        });
    }

    /// Presses a key.
    void press(KeyCode code, boolean ctrl) {
        fx(() -> {
            Event.fireEvent(focus(), new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, ctrl, false, false));
            return true;
        });
    }

    void press(KeyCode code) {
        press(code, false);
    }

    private Node focus() {
        Node owner = stage.getScene().getFocusOwner();
        return owner == null ? stage.getScene().getRoot() : owner;
    }

    private static boolean seen(Node node) {
        for (Node at = node; at != null; at = at.getParent()) {
            if (!at.isVisible()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        fx(() -> {
            console.close();
            stage.close();
            return true;
        });
        model.close();
        tasks.close();
        server.close();
        http.dispatcher().executorService().shutdown();
    }
}
