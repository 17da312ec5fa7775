package io.dotmac.console.command;

import java.util.List;

/// What strokes mean so far.
public sealed interface Match {
    /// Nothing; the strokes are to be forgotten.
    record None() implements Match {}

    /// The beginning of some command's keys.
    ///
    /// @param candidates that could follow
    record Prefix(List<Command> candidates) implements Match {
        /// Copies the candidates.
        public Prefix {
            candidates = List.copyOf(candidates);
        }
    }

    /// A command.
    ///
    /// @param command to run
    record Found(Command command) implements Match {}
}
