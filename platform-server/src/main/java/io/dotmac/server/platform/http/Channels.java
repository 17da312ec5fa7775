package io.dotmac.server.platform.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// The channels that are open; one timer for all keeps the quiet ones alive. Safe for use by several threads.
final class Channels implements AutoCloseable {
    private final Set<Channel> open = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> pulse;

    Channels(ScheduledExecutorService timer) {
        this.pulse = timer.scheduleWithFixedDelay(() -> open.forEach(Channel::keepAlive), 1, 1, TimeUnit.SECONDS);
    }

    void add(Channel channel) {
        open.add(channel);
    }

    void remove(Channel channel) {
        open.remove(channel);
    }

    @Override
    public void close() {
        pulse.cancel(false);
    }
}
