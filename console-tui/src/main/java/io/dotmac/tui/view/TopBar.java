package io.dotmac.tui.view;

import io.dotmac.console.live.ConnectionState;
import io.dotmac.console.profile.Profile;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The first line: which server, how the connection is, who is at work, what time it is.
///
/// The latency is shown anew only when it really differs, or once a minute, so that a quiet console writes nothing.
final class TopBar {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final Duration LATENCY_STANDS = Duration.ofMinutes(1);
    private static final long LATENCY_NOISE_MILLIS = 20;

    private final Desk desk;
    private final ZoneId zone;
    private long latencyShown = -1;
    private Instant latencyShownAt = Instant.EPOCH;

    /// @param desk around
    /// @param zone of the clock
    TopBar(Desk desk, ZoneId zone) {
        this.desk = desk;
        this.zone = zone;
    }

    /// Paints the line.
    void paint(Pane row) {
        Skin skin = desk.skin();
        Profile profile = desk.model().profile();
        String bar = skin.sign(" │ ", " | ");
        Line left = row.width() < 60
                ? Line.of(" ", skin.text())
                : Line.of(" DotMac Ops", skin.strong()).and(bar, skin.faint());
        left = profile.protectedProfile()
                ? left.and(" PROD ", skin.fill(Severity.CRITICAL).withBold()).and(" " + profile.name(), skin.strong())
                : left.and(profile.name(), skin.text());
        int end = connection(left.and(bar, skin.faint())).paint(row, 0, 0);
        Line right = right(bar);
        String why = desk.model().store().connection().get().why();
        int room = row.width() - end - 3;
        if (!why.isEmpty() && room > 12) {
            row.put(end + 2, 0, Text.cut(why, room, skin.ellipsis()), skin.muted());
            return;
        }
        if (end + 2 + right.width() <= row.width() - 1) {
            right.paintRight(row, row.width() - 1, 0);
        }
    }

    private Line right(String bar) {
        Skin skin = desk.skin();
        Line line = Line.of(desk.userName().orElse(""), skin.muted());
        if (line.width() > 0) {
            line = line.and(bar, skin.faint());
        }
        if (desk.model().profile().protectedProfile()) {
            line = line.and("read-only", skin.muted()).and(bar, skin.faint());
        }
        return line.and(CLOCK.format(desk.now().atZone(zone)), skin.muted());
    }

    private Line connection(Line line) {
        Skin skin = desk.skin();
        ConnectionState state = desk.model().store().connection().get();
        Instant now = desk.now();
        return switch (state) {
            case ConnectionState.Live live ->
                line.and(skin.sign("●", "*"), skin.severity(Severity.OK))
                        .and(" live " + steady(live.latencyMillis(), now) + " ms", skin.text());
            case ConnectionState.Connecting _ -> line.and(skin.sign("○ ", "o ") + state.text(now), skin.accent());
            case ConnectionState.Stale _ -> alarm(line, state, now);
            case ConnectionState.Offline _ -> alarm(line, state, now);
        };
    }

    private Line alarm(Line line, ConnectionState state, Instant now) {
        Skin skin = desk.skin();
        Ink ink = skin.fill(Severity.MAJOR).withBold();
        return line.and(" " + skin.sign("○ ", "") + state.text(now) + " ", ink);
    }

    private long steady(long millis, Instant now) {
        boolean noise = latencyShown >= 0
                && millis <= Math.max(2 * latencyShown, latencyShown + LATENCY_NOISE_MILLIS)
                && 2 * millis + LATENCY_NOISE_MILLIS >= latencyShown;
        if (!noise || Duration.between(latencyShownAt, now).compareTo(LATENCY_STANDS) >= 0) {
            latencyShown = millis;
            latencyShownAt = now;
        }
        return latencyShown;
    }
}
