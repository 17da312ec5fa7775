package io.dotmac.agent.probe.redis;

import java.io.IOException;
import java.util.Locale;

/// Redis answered with an error; the connection is still good.
final class RedisRefusal extends IOException {
    private static final long serialVersionUID = 1;

    RedisRefusal(String message) {
        super(message);
    }

    /// Whether it does not know the command: it is old, or the command was renamed.
    boolean unsupported() {
        String text = text().toLowerCase(Locale.ROOT);
        return text.startsWith("err unknown command") || text.startsWith("err unknown subcommand");
    }

    /// As Redis put it, its first word is the kind.
    String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
