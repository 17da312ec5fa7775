package io.dotmac.tui.view;

import java.time.ZoneId;
import java.util.List;

/// How the shell looks and what it may do beyond its model.
///
/// @param skin of the terminal
/// @param zone in which clocks are shown
/// @param profiles names that `:ctx` takes
/// @param clipboard where copied text goes
/// @param notices told at the start, for example what is wrong with the keymap
public record ShellOptions(Skin skin, ZoneId zone, List<String> profiles, Clipboard clipboard, List<String> notices) {
    /// Copies the lists.
    public ShellOptions {
        profiles = List.copyOf(profiles);
        notices = List.copyOf(notices);
    }
}
