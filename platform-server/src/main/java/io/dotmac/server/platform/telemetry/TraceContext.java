package io.dotmac.server.platform.telemetry;

import java.util.Optional;
import java.util.regex.Pattern;

/// A place in a trace as W3C Trace Context writes it, to be carried by a header, an outbox row or a job's data.
///
/// @param traceparent version, trace, span and flags
/// @param tracestate what other vendors added, else empty
public record TraceContext(String traceparent, String tracestate) {
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final int MOST = 512;

    /// What came along; empty when there is nothing or nothing that can be understood.
    public static Optional<TraceContext> of(Optional<String> traceparent, Optional<String> tracestate) {
        return traceparent
                .filter(TraceContext::isWhole)
                .map(text -> new TraceContext(
                        text, tracestate.filter(state -> state.length() <= MOST).orElse("")));
    }

    /// What a row or a job carries; empty text is none.
    public static Optional<TraceContext> of(String traceparent) {
        return of(Optional.of(traceparent), Optional.empty());
    }

    /// Id of the trace: 32 hexadecimal digits.
    public String traceId() {
        return traceparent.substring(3, 35);
    }

    /// Version 0 has exactly four parts; later ones may have more.
    private static boolean isWhole(String text) {
        return text.length() <= MOST && FORM.matcher(text).matches() && (text.length() == 55 || !text.startsWith("00"));
    }
}
