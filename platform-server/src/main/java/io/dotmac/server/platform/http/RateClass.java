package io.dotmac.server.platform.http;

/// How often a route may be called, and who shares the count. The numbers stand in section `rate-limits`.
public enum RateClass {
    /// Ordinary calls: by user, or by address where nobody is logged in.
    API,
    /// Searches: by tenant.
    SEARCH,
    /// Imports, exports and other work on many things at once: by user.
    BULK,
    /// What agents send by themselves: by node.
    AGENT,
    /// Not counted: health and metrics.
    NONE
}
