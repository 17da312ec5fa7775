package io.dotmac.agent.link;

import io.dotmac.client.ApiException;
import io.dotmac.model.agent.Revocation;
import io.dotmac.model.api.ErrorDocument;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// The server gives this agent no access token; no report is to blame.
final class AccessRefused extends IOException {
    private final transient ApiException refusal;
    private final transient Optional<String> revoked;

    AccessRefused(ApiException refusal) {
        super("no access: " + refusal.getMessage(), refusal);
        this.refusal = refusal;
        this.revoked = revoked(refusal);
    }

    /// Why the node is not in service any more, when that is what the server says.
    static Optional<String> revoked(ApiException refusal) {
        return Optional.of(refusal.problem())
                .filter(problem -> problem.code().equals(Revocation.CODE))
                .map(ErrorDocument.Problem::message);
    }

    /// What the server said.
    ApiException refusal() {
        return refusal;
    }

    Optional<String> revoked() {
        return revoked;
    }

    Optional<Duration> retryAfter() {
        return refusal.retryAfter();
    }
}
