package io.dotmac.server.platform.telemetry;

/// Which side of a step of a trace this is.
public enum SpanKind {
    /// Serves a request.
    SERVER,
    /// Asks another system.
    CLIENT,
    /// Hands something over for later.
    PRODUCER,
    /// Takes what was handed over.
    CONSUMER,
    /// Neither: work inside the server.
    INTERNAL
}
