package io.dotmac.server.platform.config;

import java.util.function.Supplier;

/// A value that must not be seen: its text form is `****`. One that came from a file or a keeper of secrets can be
/// asked for anew, since it may be changed there while the server runs; whoever uses it reads [#value()] at each use.
///
/// Safe for use by several threads.
public final class Secret {
    /// What stands in its place wherever it is printed.
    public static final String MASK = "****";

    private final Supplier<String> origin;
    private volatile String value;

    /// A value that stays.
    public Secret(String value) {
        this(value, () -> value);
    }

    /// @param value in clear, empty when unset
    /// @param origin reads it anew
    public Secret(String value, Supplier<String> origin) {
        this.value = value;
        this.origin = origin;
    }

    /// In clear, empty when unset.
    public String value() {
        return value;
    }

    /// Whether nothing was set.
    public boolean isEmpty() {
        return value.isEmpty();
    }

    /// Reads it anew where it came from; returns whether it is another than `known` by now.
    public synchronized boolean isRenewed(String known) {
        if (value.equals(known)) {
            value = origin.get();
        }
        return !value.equals(known);
    }

    @Override
    public String toString() {
        return MASK;
    }
}
