package io.dotmac.server.platform.telemetry;

/// What people are told of a fault.
///
/// @param group as it stands
/// @param suppressed notices that were held back since the last one
public record ErrorNotice(ErrorGroup group, long suppressed) {
    /// One line for people.
    public String text() {
        ErrorGroup.Sample sample = group.sample();
        return "%s at %s in %s, seen %d times since %s%s%s%s%s"
                .formatted(
                        group.type(),
                        group.place(),
                        group.where(),
                        group.count(),
                        group.firstSeen(),
                        sample.tenant().map(" tenant=%s"::formatted).orElse(""),
                        sample.requestId().map(" request_id=%s"::formatted).orElse(""),
                        sample.traceId().map(" trace_id=%s"::formatted).orElse(""),
                        suppressed == 0 ? "" : " (" + suppressed + " other notices held back)");
    }
}
