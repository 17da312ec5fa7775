package io.dotmac.server.platform.cache;

/// Redis cannot be reached, or did not answer in time; what can go on without it does.
public final class RedisUnavailable extends RuntimeException {
    RedisUnavailable(String address, Throwable cause) {
        super("redis " + address + " does not answer: " + reason(cause), cause);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(cause.getMessage());
    }
}
