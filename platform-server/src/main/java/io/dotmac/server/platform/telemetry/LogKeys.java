package io.dotmac.server.platform.telemetry;

/// Names of the values at the end of log lines, so that the same thing has the same name everywhere.
public final class LogKeys {
    /// The request's id, in the context of every line that belongs to it.
    public static final String REQUEST_ID = "request_id";

    /// Where the request came from, in the context of every line that belongs to it.
    public static final String ADDRESS = "address";

    private LogKeys() {}
}
