package io.dotmac.server.platform.lifecycle;

import java.util.Map;

/// One thing that the server's health rests on, measured rather than asked.
///
/// @param name for example `database-pool`
/// @param status how it is
/// @param figures what was measured, by name
/// @param message what is wrong, else empty
public record HealthLeaf(String name, Status status, Map<String, Double> figures, String message) {
    /// How a leaf is.
    public enum Status {
        /// Good.
        UP,
        /// Works, but not for long or not well.
        WARNING,
        /// Does not work.
        DOWN,
        /// Not configured, or nothing to tell yet.
        OFF
    }

    /// Copies the figures.
    public HealthLeaf {
        figures = Map.copyOf(figures);
    }

    /// A leaf with nothing wrong.
    public static HealthLeaf up(String name, Map<String, Double> figures) {
        return new HealthLeaf(name, Status.UP, figures, "");
    }

    /// A leaf that is not in use.
    public static HealthLeaf off(String name, String message) {
        return new HealthLeaf(name, Status.OFF, Map.of(), message);
    }
}
