package io.dotmac.server.platform.telemetry;

/// Names of the values at the end of log lines, so that the same thing has the same name everywhere.
public final class LogKeys {
    /// The request's id, in the context of every line that belongs to it.
    public static final String REQUEST_ID = "request_id";

    /// Where the request came from, in the context of every line that belongs to it.
    public static final String ADDRESS = "address";

    /// Id of the trace that the line belongs to.
    public static final String TRACE_ID = "trace_id";

    /// Slug of the tenant for whom the work is done.
    public static final String TENANT = "tenant";

    private LogKeys() {}
}
