package io.dotmac.gui;

import io.dotmac.console.Tasks;
import io.dotmac.gui.theme.Appearance;
import java.util.List;
import java.util.function.Consumer;

/// What a console shares with what is around it.
///
/// @param tasks where waiting is done
/// @param appearance colours and zoom
/// @param profiles names that `:ctx` may go to
/// @param profile goes to another profile; an empty name asks which
/// @param logOut ends the session
public record Surroundings(
        Tasks tasks, Appearance appearance, List<String> profiles, Consumer<String> profile, Runnable logOut) {
    /// Copies the names.
    public Surroundings {
        profiles = List.copyOf(profiles);
    }
}
