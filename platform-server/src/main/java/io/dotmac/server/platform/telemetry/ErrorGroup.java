package io.dotmac.server.platform.telemetry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Equal faults of the server itself: same class, same place in our code, same route or job.
///
/// @param fingerprint names the group, the same after a restart
/// @param type class of the exception
/// @param place first line of our own code on its stack
/// @param where route or job in which it came up
/// @param count how often
/// @param firstSeen when it came up first
/// @param lastSeen when it came up last
/// @param sample the first one, in more detail
public record ErrorGroup(
        String fingerprint,
        String type,
        String place,
        String where,
        long count,
        Instant firstSeen,
        Instant lastSeen,
        Sample sample) {
    /// One fault, without what the exception says of values: messages may hold what customers typed.
    ///
    /// @param requestId of the request, if it was one
    /// @param traceId of the trace
    /// @param tenant for whom the work was
    /// @param stack class and line, causes included
    public record Sample(
            Optional<String> requestId, Optional<String> traceId, Optional<String> tenant, List<String> stack) {}
}
