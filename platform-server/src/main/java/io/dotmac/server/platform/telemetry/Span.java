package io.dotmac.server.platform.telemetry;

/// One step of a trace, current on the thread that began it until it is closed there.
///
/// Names and values go to other systems: routes and statements, never what a customer typed.
public interface Span extends AutoCloseable {
    /// A step that nobody looks at.
    Span NONE = new Span() {};

    /// Adds a fact.
    default Span with(String key, String value) {
        return this;
    }

    /// Adds a fact.
    default Span with(String key, long value) {
        return this;
    }

    /// Marks the step as failed.
    ///
    /// @param type class of the failure or a status
    default void failed(String type) {}

    /// Ends the step.
    @Override
    default void close() {}
}
