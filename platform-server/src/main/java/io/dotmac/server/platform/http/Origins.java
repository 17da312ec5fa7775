package io.dotmac.server.platform.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Cross-origin resource sharing: which pages of other origins may call. Off while no origin is trusted.
///
/// @param trusted origins, or `*` for any, which then may not use cookies
record Origins(List<String> trusted) {
    private static final String EXPOSED =
            "ETag, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Cache," + " X-Request-Id";
    private static final String ALLOWED = "Accept, Authorization, Content-Encoding, Content-Type, Idempotency-Key,"
            + " If-Match, If-None-Match, X-API-Key, X-CSRF-Token";

    /// Whether pages of the origin may call.
    boolean trusts(String origin) {
        return trusted.contains(origin) || trusted.contains("*");
    }

    /// Headers of an answer to a page.
    Map<String, String> headers(Optional<String> origin) {
        if (origin.isEmpty() || !trusts(origin.get())) {
            return trusted.isEmpty() ? Map.of() : Map.of("Vary", "Origin");
        }
        return trusted.contains(origin.get())
                ? Map.of(
                        "Access-Control-Allow-Origin",
                        origin.get(),
                        "Access-Control-Allow-Credentials",
                        "true",
                        "Access-Control-Expose-Headers",
                        EXPOSED,
                        "Vary",
                        "Origin")
                : Map.of("Access-Control-Allow-Origin", "*", "Access-Control-Expose-Headers", EXPOSED);
    }

    /// Answers a browser that asks before it calls.
    Answer preflight(Call call, String methods) {
        String origin = call.header("Origin").orElse("");
        if (!trusts(origin)) {
            throw Refusal.of(403, "ORIGIN_DENIED", "pages of this origin may not call");
        }
        return Answer.empty()
                .with("Access-Control-Allow-Methods", methods)
                .with("Access-Control-Allow-Headers", ALLOWED)
                .with("Access-Control-Max-Age", "600");
    }
}
