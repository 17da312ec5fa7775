package io.dotmac.gui.shell;

import io.dotmac.console.live.ConnectionState;
import io.dotmac.console.text.Ages;
import io.dotmac.gui.text.Texts;
import java.time.Instant;
import java.util.List;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// A line across the window while the server is away: since when, why, what the console does about it. The rows below
/// stay as they were last heard.
final class Banner extends HBox {
    private final Label mark = new Label();
    private final Label words = new Label();

    Banner(Runnable retry) {
        setId("banner");
        getStyleClass().add("banner");
        setAccessibleRole(AccessibleRole.TEXT);
        mark.getStyleClass().add("mark");
        mark.setId("banner-mark");
        mark.setMinWidth(USE_PREF_SIZE);
        words.setId("banner-words");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Button again = new Button(Texts.of("banner.retry"));
        again.getStyleClass().add("quiet");
        again.setId("banner-retry");
        again.setMinWidth(USE_PREF_SIZE);
        again.setOnAction(event -> retry.run());
        getChildren().addAll(new FontIcon(Feather.WIFI_OFF), mark, words, gap, again);
    }

    void show(ConnectionState state, Instant now) {
        boolean shown = state instanceof ConnectionState.Stale || state instanceof ConnectionState.Offline;
        setVisible(shown);
        setManaged(shown);
        switch (state) {
            case ConnectionState.Stale stale -> {
                getStyleClass().setAll(List.of("banner"));
                say(Texts.of("banner.stale"), Texts.of("banner.since", Ages.between(stale.since(), now)), state);
            }
            case ConnectionState.Offline offline -> {
                getStyleClass().setAll(List.of("banner", "offline"));
                String retry = Texts.of("banner.next", ConnectionChip.retry(offline, now));
                say(Texts.of("banner.offline"), retry, state);
            }
            case ConnectionState.Live live -> say("", "", state);
            case ConnectionState.Connecting connecting -> say("", "", state);
        }
    }

    private void say(String what, String when, ConnectionState state) {
        mark.setText(state.direct() ? Texts.of("connection.direct", what) : what);
        String why = state.why().isEmpty() ? "" : " · " + state.why();
        String kept = Texts.of(state.direct() ? "banner.direct" : "banner.kept");
        words.setText(when + why + " · " + kept);
        setAccessibleText(mark.getText() + " " + words.getText());
    }
}
