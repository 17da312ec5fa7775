package io.dotmac.agent.collect.docker;

import io.dotmac.model.fleet.ErrorClass;

/// The engine cannot be asked, or answered something else than what was asked for.
final class EngineFailure extends RuntimeException {
    private final ErrorClass error;

    EngineFailure(ErrorClass error, String message) {
        super(message);
        this.error = error;
    }

    ErrorClass error() {
        return error;
    }
}
