package io.dotmac.agent.probe.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Hears of a failover at the moment that a Sentinel publishes it. Used by one thread; only [#close()] may come from
/// another.
final class FailoverNews implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FailoverNews.class.getName());
    private static final String CHANNEL = "+switch-master";
    private static final int WORDS = 5;

    private final RedisLink link;
    private final Duration timeout;
    private volatile @Nullable Wire wire;
    private boolean refused;

    /// A failover.
    ///
    /// @param master name of what is watched
    /// @param from address before
    /// @param to address now
    record Move(String master, String from, String to) {}

    /// @param link of the Sentinel, on which a connection of its own is made
    /// @param timeout of an answer
    FailoverNews(RedisLink link, Duration timeout) {
        this.link = link;
        this.timeout = timeout;
    }

    /// Subscribes, unless it has or may not.
    void open() {
        if (wire != null || refused) {
            return;
        }
        Wire fresh = null;
        try {
            fresh = link.connect();
            var _ = fresh.ask(timeout, "SUBSCRIBE", CHANNEL);
            wire = fresh;
            return;
        } catch (RedisRefusal e) {
            // It goes on by asking.
            refused = true;
            LOG.log(System.Logger.Level.INFO, "no news of failovers reason=\"{0}\"", e.text());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "no news of failovers cause={0}", e.toString());
        }
        if (fresh != null) {
            fresh.close();
        }
    }

    /// Whether it is subscribed.
    boolean listens() {
        return wire != null;
    }

    /// Waits for a failover, at most so long; also returns when the connection ends.
    Optional<Move> await(Duration longest) {
        Wire open = wire;
        if (open == null) {
            return Optional.empty();
        }
        try {
            return moved(open.hear(longest, timeout));
        } catch (IOException e) {
            close();
            return Optional.empty();
        }
    }

    /// `message`, the channel, then: name, host and port before, host and port now.
    private static Optional<Move> moved(List<Object> message) {
        if (message.size() < 3 || !message.get(1).equals(CHANNEL)) {
            return Optional.empty();
        }
        String[] words = message.get(2).toString().split(" ", -1);
        return words.length < WORDS
                ? Optional.empty()
                : Optional.of(new Move(words[0], words[1] + ":" + words[2], words[3] + ":" + words[4]));
    }

    @Override
    public void close() {
        Wire open = wire;
        wire = null;
        if (open != null) {
            open.close();
        }
    }
}
