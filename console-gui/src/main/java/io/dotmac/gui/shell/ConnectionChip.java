package io.dotmac.gui.shell;

import io.dotmac.console.live.ConnectionState;
import io.dotmac.console.text.Ages;
import io.dotmac.gui.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/// One short word on how the console stands with its server, always in sight.
final class ConnectionChip extends Label {
    private final Region dot = new Region();

    ConnectionChip() {
        getStyleClass().add("chip");
        setId("connection");
        setGraphic(dot);
        setMinWidth(USE_PREF_SIZE);
    }

    void show(ConnectionState state, Instant now) {
        dot.getStyleClass().setAll(List.of("state-dot", mood(state)));
        setText(words(state, now));
        setAccessibleText(Texts.of("connection.accessible", getText()));
    }

    private static String mood(ConnectionState state) {
        return switch (state) {
            case ConnectionState.Live live -> "ok";
            case ConnectionState.Connecting connecting -> "none";
            case ConnectionState.Stale stale -> "warn";
            case ConnectionState.Offline offline -> "bad";
        };
    }

    private static String words(ConnectionState state, Instant now) {
        String words = switch (state) {
            case ConnectionState.Live live -> Texts.of("connection.live", live.latencyMillis());
            case ConnectionState.Connecting connecting -> Texts.of("connection.connecting");
            case ConnectionState.Stale stale -> Texts.of("connection.stale", Ages.between(stale.since(), now));
            case ConnectionState.Offline offline -> Texts.of("connection.offline", retry(offline, now));
        };
        return state.direct() ? Texts.of("connection.direct", words) : words;
    }

    static String retry(ConnectionState.Offline offline, Instant now) {
        return Ages.of(Duration.between(now, offline.nextRetry()));
    }
}
