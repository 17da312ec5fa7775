package io.dotmac.agent.probe.redis;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one connection to a Redis target; a rest on it ends at once when it drops. Used by one thread; only [#close()]
/// may come from another.
final class RedisLink implements AutoCloseable {
    /// A kept connection hides that no new one can be had.
    static final Duration RENEWAL = Duration.ofSeconds(60);

    private final TargetConfig.Redis target;
    private final Duration timeout;
    private final Duration renewal;
    private final Wake closed = new Wake();
    private volatile @Nullable Wire wire;
    private long openedAt;
    private Deadline deadline;

    /// @param renewal how long a connection is kept
    RedisLink(TargetConfig.Redis target, Duration timeout, Duration renewal) {
        this.target = target;
        this.timeout = timeout;
        this.renewal = renewal;
        this.deadline = Deadline.in(timeout);
    }

    /// A check begins: all of its steps must be over within the time-out.
    void begin() {
        deadline = Deadline.in(timeout);
    }

    /// Until when the check must be over.
    Deadline deadline() {
        return deadline;
    }

    /// What `INFO` tells.
    ///
    /// @param section of it, all when empty
    String info(String section) throws IOException {
        Object answer = section.isEmpty() ? ask("INFO") : ask("INFO", section);
        return answer.toString();
    }

    /// What `SENTINEL MASTERS` tells: of each its fields, name and value by turns.
    List<Object> sentinelMasters() throws IOException {
        return ask("SENTINEL", "MASTERS") instanceof List<?> masters ? List.copyOf(masters) : List.of();
    }

    /// What `SENTINEL CKQUORUM` tells.
    String quorum(String master) throws IOException {
        return ask("SENTINEL", "CKQUORUM", master).toString();
    }

    /// Whether it serves, and what `INFO` tells: a server that loads or lost its primary answers the latter alone.
    ///
    /// @param section of it, all when empty
    Wire.Pinged pingAndInfo(String section) throws IOException {
        return section.isEmpty()
                ? opened().pingAndAsk(deadline.leftOver(), "INFO")
                : opened().pingAndAsk(deadline.leftOver(), "INFO", section);
    }

    /// Whether it answers a command that a replica without its primary refuses, unless it was told to serve what it
    /// has; versions differ in which commands they let through.
    @Nullable RedisRefusal refusesReads() throws IOException {
        try {
            var _ = ask("ECHO", "dotmac-agent");
            return null;
        } catch (RedisRefusal e) {
            return e;
        }
    }

    private Object ask(String... words) throws IOException {
        return opened().ask(deadline.leftOver(), words);
    }

    private Wire opened() throws IOException {
        Wire open = wire;
        if (open == null) {
            open = connect(deadline);
            wire = open;
            openedAt = System.nanoTime();
        }
        return open;
    }

    /// A connection of its own, logged in; the caller closes it.
    Wire connect() throws IOException {
        return connect(deadline);
    }

    private Wire connect(Deadline by) throws IOException {
        Wire fresh = Wire.open(target.host(), target.port(), target.tls(), by);
        try {
            if (target.password() != null) {
                String password = target.password().reveal();
                var _ = target.username() == null
                        ? fresh.ask(by.leftOver(), "AUTH", password)
                        : fresh.ask(by.leftOver(), "AUTH", target.username(), password);
            }
            name(fresh, by);
            return fresh;
        } catch (IOException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    /// So that an operator sees in CLIENT LIST who it is; a user that may not, or a server that cannot, is as good.
    private void name(Wire fresh, Deadline by) throws IOException {
        try {
            var _ = fresh.ask(by.leftOver(), "CLIENT", "SETNAME", "dotmac-agent");
        } catch (RedisRefusal e) {
            if (!e.text().startsWith("NOPERM") && !e.unsupported()) {
                throw e;
            }
        }
    }

    /// Once it is old, replaces the connection with a fresh one; fails without harm to the old.
    void renew() throws IOException {
        Wire old = wire;
        if (old == null || System.nanoTime() - openedAt < renewal.toNanos()) {
            return;
        }
        openedAt = System.nanoTime();
        // The old connection must have time left to be asked.
        Wire fresh = connect(deadline.share(2));
        wire = fresh;
        old.close();
    }

    /// Waits on the connection itself, so that its end is seen at once.
    void rest(Duration longest) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Wire open = wire;
        if (open == null) {
            closed.await(longest);
        } else if (!open.rest(longest)) {
            drop();
        }
        // An interrupt ends the wait by closing the socket.
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    void drop() {
        Wire open = wire;
        wire = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        drop();
        closed.signal();
    }
}
