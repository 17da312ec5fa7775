package io.dotmac.tui.view;

import io.dotmac.console.view.ConsoleModel;
import io.dotmac.tui.kit.Line;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// What every window has at hand: the model, the skin, the time, and ways to show more than itself.
final class Desk {
    private final ConsoleModel model;
    private final Skin skin;
    private final InstantSource clock;
    private final Overlays overlays;

    /// Ways of a window to the screen around it.
    interface Overlays {
        /// Puts a window on top.
        void show(Window window);

        /// Takes the window on top away.
        void leave();

        /// Says something for a few seconds.
        void say(Line message);

        /// Says what work in the background has to say, by any thread.
        void tell(String words);

        /// Puts text on the operator's clipboard.
        void copy(String text);
    }

    /// @param model of the console
    /// @param skin of the terminal
    /// @param clock of the console
    /// @param overlays of the screen around
    Desk(ConsoleModel model, Skin skin, InstantSource clock, Overlays overlays) {
        this.model = model;
        this.skin = skin;
        this.clock = clock;
        this.overlays = overlays;
    }

    ConsoleModel model() {
        return model;
    }

    Skin skin() {
        return skin;
    }

    Instant now() {
        return clock.instant();
    }

    Overlays overlays() {
        return overlays;
    }

    /// Says that something worked.
    void say(String message) {
        overlays.say(Line.of(message, skin.strong()));
    }

    /// The moment by which rows are told: now, or that of the past that is looked at.
    Instant seenAt() {
        return model.viewed().sight().now();
    }

    /// Whether rows are as the server has them, or had them at the moment that is looked at; else they are greyed.
    boolean live() {
        return model.viewed().past().get().isPresent()
                || model.store().connection().get().live();
    }

    /// Name of the user, as short as it is unique enough.
    Optional<String> userName() {
        return model.session().user().get().map(user -> {
            int at = user.email().indexOf('@');
            return io.dotmac.console.text.Clean.line(at > 0 ? user.email().substring(0, at) : user.email());
        });
    }
}
