package io.dotmac.agent.link;

import io.dotmac.client.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// The server gives this agent no access token; no report is to blame.
final class AccessRefused extends IOException {
    private final transient Optional<Duration> retryAfter;

    AccessRefused(ApiException refusal) {
        super("no access: " + refusal.getMessage(), refusal);
        this.retryAfter = refusal.retryAfter();
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
