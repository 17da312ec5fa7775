package io.dotmac.agent.probe.redis;

import java.io.IOException;

/// Redis answered with an error; the connection is still good.
final class RedisRefusal extends IOException {
    private static final long serialVersionUID = 1;

    RedisRefusal(String message) {
        super(message);
    }

    /// As Redis put it, its first word is the kind.
    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
