package io.dotmac.server.notification.send;

import java.time.Duration;
import java.util.Optional;

/// What a receiver made of a message.
public sealed interface Outcome {
    /// Took it.
    ///
    /// @param note what is worth knowing all the same, may be empty
    record Sent(String note) implements Outcome {}

    /// May take it later.
    ///
    /// @param error why not now
    /// @param after how long it wants to be left alone
    record Later(String error, Optional<Duration> after) implements Outcome {}

    /// Will never take it.
    ///
    /// @param error why
    record Never(String error) implements Outcome {}
}
