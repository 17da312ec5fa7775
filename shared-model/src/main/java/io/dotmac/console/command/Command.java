package io.dotmac.console.command;

import io.dotmac.console.key.Keys;
import java.util.List;

/// Something that an operator can do.
///
/// @param id stable, lower-dashed
/// @param title for hints, palette and help, for example `filter`
/// @param scope where its keys are heard
/// @param danger what it can break
/// @param keys by default; empty when it has none
/// @param argument hint for what `:` takes after it, empty when nothing
public record Command(String id, String title, Scope scope, Danger danger, List<Keys> keys, String argument) {
    /// Copies the keys.
    public Command {
        keys = List.copyOf(keys);
    }
}
