package io.dotmac.client;

import io.dotmac.model.api.ErrorDocument;
import io.dotmac.model.api.ErrorDocument.Problem;
import io.dotmac.model.auth.LogInCode;
import java.time.Duration;
import java.util.Optional;

/// The server answered, and refused. (That it could not be reached is an [java.io.IOException].)
public final class ApiException extends RuntimeException {
    private final int status;
    private final transient Problem problem;
    private final transient Optional<Duration> retryAfter;

    ApiException(int status, Problem problem, Optional<Duration> retryAfter) {
        super(status + " " + problem.code() + ": " + problem.message());
        this.status = status;
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /// HTTP status, 400 and up.
    public int status() {
        return status;
    }

    /// What the server said.
    public Problem problem() {
        return problem;
    }

    /// What must be sent back with the code of a second factor, where the server asks for one.
    public Optional<String> challenge() {
        if (!problem.code().equals(LogInCode.REQUIRED)) {
            return Optional.empty();
        }
        return problem.details().stream()
                .filter(detail -> detail.field().equals("challenge"))
                .map(ErrorDocument.Detail::message)
                .findAny();
    }

    /// How long the server asks to be left alone.
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
