package io.dotmac.gui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dotmac.client.ApiClient;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.profile.Profile;
import io.dotmac.console.profile.Profiles;
import io.dotmac.console.profile.TokenStore;
import io.dotmac.gui.fx.FxThread;
import io.dotmac.gui.theme.Appearance;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

class LogInTest {
    @TempDir
    private Path folder;

    private final StagedServer server = new StagedServer();
    private final Tasks tasks = Tasks.start(Clock.systemUTC());
    private final Profile profile = new Profile("lagos", server.url(), StagedServer.EMAIL, true, Optional.empty());
    private Stage stage;
    private Desktop desktop;

    @BeforeEach
    void open() throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        stage = Stand.fx(Stage::new);
        desktop = open(new Entrance(Optional.of(profile), Optional.empty(), Optional.empty()));
    }

    private Desktop open(Entrance entrance) {
        Desktop.Parts parts = new Desktop.Parts(
                new Profiles(List.of(profile)),
                new TokenStore(folder),
                FxThread.guarded(ApiClient.newHttp()),
                tasks,
                Keymap.DEFAULT,
                List.of());
        return Stand.fx(() -> {
            Desktop opened = new Desktop(stage, parts, new Appearance(Appearance.Mode.DARK), DesktopOptions.defaults());
            opened.open(entrance);
            return opened;
        });
    }

    @AfterEach
    void close() {
        Stand.fx(() -> {
            desktop.hide();
            stage.close();
            return true;
        });
        desktop.close();
        tasks.close();
        server.close();
    }

    private void enter(String password) {
        Stand.fx(() -> {
            ((TextField) node("#login-password")).setText(password);
            ((Button) node("#login-enter")).fire();
            return true;
        });
    }

    private Node node(String id) {
        return stage.getScene().lookup(id);
    }

    private void awaitThat(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20)).until(() -> Stand.fx(condition));
    }

    private String complaint() {
        return Stand.fx(() -> node("#login-complaint") instanceof Labeled label ? label.getText() : "");
    }

    @Test
    void wrongPasswordIsSaidAndTheFormStays() {
        enter("wrong-password");

        awaitThat(() -> !((Labeled) node("#login-complaint")).getText().isEmpty());
        assertThat(complaint()).contains("password");
        assertThat(Stand.fx(() -> ((TextField) node("#login-email")).getText())).isEqualTo(StagedServer.EMAIL);
    }

    @Test
    void rightPasswordOpensTheConsoleOfAProtectedProfile() {
        enter(StagedServer.PASSWORD);

        awaitThat(() ->
                node("#connection") instanceof Labeled chip && chip.getText().contains("LIVE"));
        assertThat(Stand.fx(() -> ((Labeled) node("#profile")).getText())).isEqualTo("PROD · lagos");
        assertThat(Stand.fx(() -> ((Labeled) node("#user")).getText())).isEqualTo(StagedServer.EMAIL);
    }

    @Test
    void secondFactorIsAskedForAndAWrongCodeIsSaid() {
        server.askForCode();
        enter(StagedServer.PASSWORD);
        awaitThat(() -> shown("#login-code"));
        assertThat(Stand.fx(() -> shown("#login-password"))).isFalse();

        code("");
        awaitThat(() -> ((Labeled) node("#login-complaint")).getText().contains("missing"));
        code("111111");
        awaitThat(() -> ((Labeled) node("#login-complaint")).getText().contains("code is wrong"));
        code("492 817");

        awaitThat(() ->
                node("#connection") instanceof Labeled chip && chip.getText().contains("LIVE"));
    }

    @Test
    void fromTheCodeOneGoesBackToThePassword() {
        server.askForCode();
        enter(StagedServer.PASSWORD);
        awaitThat(() -> shown("#login-code"));

        Stand.fx(() -> {
            ((Button) node("#login-back")).fire();
            return true;
        });

        assertThat(Stand.fx(() -> shown("#login-password"))).isTrue();
        assertThat(Stand.fx(() -> shown("#login-code"))).isFalse();
        enter("wrong-password");
        awaitThat(() -> ((Labeled) node("#login-complaint")).getText().contains("password"));
    }

    private void code(String typed) {
        Stand.fx(() -> {
            ((TextField) node("#login-code")).setText(typed);
            ((Button) node("#login-enter")).fire();
            return true;
        });
    }

    private boolean shown(String id) {
        for (Node each = node(id); each != null; each = each.getParent()) {
            if (!each.isVisible()) {
                return false;
            }
        }
        return node(id) != null;
    }

    @Test
    void serverAwayOffersToWorkWithoutIt() {
        server.goAway();
        enter(StagedServer.PASSWORD);

        awaitThat(() -> node("#login-without") != null);
        Stand.fx(() -> {
            ((Button) node("#login-without")).fire();
            return true;
        });

        awaitThat(() ->
                node("#banner-mark") instanceof Labeled mark && mark.getText().contains("OFFLINE"));
    }

    @Test
    void keptTokenLogsInWithoutAsking() {
        enter(StagedServer.PASSWORD);
        awaitThat(() -> node("#connection") != null);
        Stand.fx(() -> {
            desktop.hide();
            return true;
        });
        desktop.close();

        desktop = open(new Entrance(Optional.of(profile), Optional.empty(), Optional.empty()));

        awaitThat(() ->
                node("#connection") instanceof Labeled chip && chip.getText().contains("LIVE"));
    }

    @Test
    void passwordFileLogsInWithoutAsking() {
        Stand.fx(() -> {
            desktop.hide();
            return true;
        });
        desktop.close();

        desktop = open(new Entrance(Optional.of(profile), Optional.of(StagedServer.PASSWORD), Optional.empty()));

        awaitThat(() ->
                node("#connection") instanceof Labeled chip && chip.getText().contains("LIVE"));
    }
}
