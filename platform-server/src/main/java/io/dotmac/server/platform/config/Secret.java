package io.dotmac.server.platform.config;

/// A value that must not be seen: its text form is `****`.
///
/// @param value in clear, empty when unset
public record Secret(String value) {
    /// What stands in its place wherever it is printed.
    public static final String MASK = "****";

    /// Whether nothing was set.
    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
