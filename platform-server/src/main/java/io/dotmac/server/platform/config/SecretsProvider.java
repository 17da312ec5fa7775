package io.dotmac.server.platform.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A keeper of secrets outside the process, which settings are read from at start.
public interface SecretsProvider {
    /// No keeper.
    SecretsProvider NONE = settings -> Optional.empty();

    /// Gets ready to read; empty unless the settings so far turn it on.
    Optional<Keeper> open(Settings settings);

    /// A keeper that is ready.
    ///
    /// @param name for messages and for `dotmac config print`
    /// @param read the settings that it holds by key; throws [SecretsUnavailable]
    record Keeper(String name, Supplier<Map<String, String>> read) {}
}
