package io.dotmac.gui;

import io.dotmac.console.Tasks;
import io.dotmac.gui.theme.Appearance;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/// What a console shares with what is around it.
///
/// @param tasks where waiting is done
/// @param appearance colours and zoom
/// @param profiles names that `:ctx` may go to
/// @param profile goes to another profile; an empty name asks which
/// @param logOut ends the session
/// @param release frees what belongs to this console alone, when it closes
public record Surroundings(
        Tasks tasks,
        Appearance appearance,
        List<String> profiles,
        Consumer<String> profile,
        Runnable logOut,
        Runnable release) {
    /// Copies the names.
    public Surroundings {
        profiles = List.copyOf(profiles);
    }

    /// Of a console by itself: with threads and an appearance of its own, and no other profile to go to.
    static Surroundings own(DesktopOptions options) {
        Tasks tasks = Tasks.start(Clock.systemUTC());
        Appearance appearance = new Appearance(options.theme().orElse(Appearance.Mode.SYSTEM));
        return new Surroundings(tasks, appearance, List.of(), name -> {}, () -> {}, tasks::close);
    }
}
