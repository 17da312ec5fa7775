package io.dotmac.console.profile;

import java.nio.file.Path;
import java.util.Map;

/// Where a console keeps its files.
///
/// @param config what the operator writes: profiles, keymap
/// @param state what the console writes: tokens, logs
public record ConsoleHome(Path config, Path state) {
    /// The usual places, as XDG_CONFIG_HOME and XDG_STATE_HOME say.
    ///
    /// @param environment of the process
    /// @param userHome of the operator
    public static ConsoleHome of(Map<String, String> environment, Path userHome) {
        return new ConsoleHome(
                under(environment, "XDG_CONFIG_HOME", userHome.resolve(".config")),
                under(environment, "XDG_STATE_HOME", userHome.resolve(".local").resolve("state")));
    }

    /// `profiles.yaml`.
    public Path profiles() {
        return config.resolve("profiles.yaml");
    }

    /// `keymap.yaml`.
    public Path keymap() {
        return config.resolve("keymap.yaml");
    }

    /// Where tokens are.
    public Path tokens() {
        return state.resolve("tokens");
    }

    private static Path under(Map<String, String> environment, String name, Path otherwise) {
        String base = environment.getOrDefault(name, "");
        Path path = Path.of(base);
        // The XDG specification: relative paths are to be ignored.
        return (base.isEmpty() || !path.isAbsolute() ? otherwise : path).resolve("dotmac");
    }
}
