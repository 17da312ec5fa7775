package io.dotmac.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.cache.ChangeWatch;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.cache.RedisUnavailable;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What Redis says of sessions and of the versions of people's grants: one `MGET` per session now and then, not for
/// every
/// request. Redis tells when it is otherwise ([ChangeWatch]); where it does not, it is asked every 400 ms. So a session
/// that is ended anywhere is refused everywhere within a second.
///
/// Without Redis a session counts as going on until its access token ends, unless this server knows better. Safe for
/// use by several threads.
final class Standing {
    /// How long a session's key lives unused.
    static final Duration TTL = Duration.ofHours(1);

    private static final Logger LOG = System.getLogger(Standing.class.getName());
    private static final String SESSION = "auth:session:";
    private static final String VERSION = "auth:version:";
    private static final Duration VERSION_TTL = Duration.ofDays(1);
    private static final long KEPT_NANOS = 30_000_000_000L;
    private static final long FRESH_NANOS = 400_000_000;
    private static final long STALE_NANOS = 700_000_000;
    private static final long AWAY_NANOS = 1_000_000_000;
    private static final long TOUCH_NANOS = 60_000_000_000L;

    private final Redis redis;
    private final Cache<Subject, Entry> entries =
            Caffeine.newBuilder().maximumSize(50_000).expireAfterAccess(TTL).build();
    private final Cache<String, Long> changes = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofNanos(2 * KEPT_NANOS))
            .build();
    private final ChangeWatch watch;
    private volatile long changedAt = System.nanoTime();
    private volatile long awaySince;
    private volatile boolean away;

    /// Who is asked about.
    ///
    /// @param session absent for an API key
    /// @param user whose grants count
    /// @param tenant whose roles and policy count
    record Subject(Optional<UUID> session, UUID user, Optional<TenantId> tenant) {}

    /// What was said.
    ///
    /// @param alive whether the session goes on
    /// @param version of the grants; empty while it cannot be known
    /// @param nanos when, by [System#nanoTime()]
    record Seen(boolean alive, String version, long nanos) {
        boolean isOlderThan(long span) {
            return System.nanoTime() - nanos > span;
        }
    }

    private static final class Entry {
        private final ReentrantLock asking = new ReentrantLock();
        private final String session;
        private final String user;
        private final String tenant;
        private volatile @Nullable Seen seen;
        private long touchedAt = System.nanoTime() - TOUCH_NANOS;

        Entry(Subject subject) {
            session = SESSION + subject.session.map(UUID::toString).orElse("none");
            user = VERSION + subject.user;
            tenant = VERSION + subject.tenant.map(TenantId::toString).orElse("platform");
        }
    }

    Standing(Redis redis) {
        this.redis = redis;
        this.watch = new ChangeWatch(
                redis, Area.SESSION, List.of(SESSION, VERSION), key -> changes.put(key, System.nanoTime()));
    }

    /// Begins a session, or makes its key anew. Throws [RedisUnavailable].
    void begin(UUID session, String json) {
        redis.call(Area.SESSION, commands -> commands.set(SESSION + session, json, SetArgs.Builder.ex(TTL)));
    }

    /// Ends sessions.
    void end(Collection<UUID> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        entries.asMap().forEach((subject, entry) -> {
            if (subject.session.filter(sessions::contains).isPresent()) {
                entry.seen = new Seen(false, "", System.nanoTime());
            }
        });
        String[] keys = sessions.stream().map(id -> SESSION + id).toArray(String[]::new);
        try {
            redis.call(Area.SESSION, commands -> commands.del(keys));
        } catch (RedisUnavailable e) {
            LOG.log(
                    Level.WARNING,
                    "sessions ended, other servers learn it when their access tokens end count={0} reason=\"{1}\"",
                    sessions.size(),
                    e.getMessage());
        }
    }

    /// Says that what a user, or all of a tenant, may do is otherwise now.
    void changed(UUID userOrTenant) {
        String version = UUID.randomUUID().toString();
        try {
            redis.call(
                    Area.SESSION,
                    commands -> commands.set(VERSION + userOrTenant, version, SetArgs.Builder.ex(VERSION_TTL)));
        } catch (RedisUnavailable e) {
            LOG.log(Level.WARNING, "other servers learn of new permissions late reason=\"{0}\"", e.getMessage());
        }
        changedAt = System.nanoTime();
    }

    /// When something changed here last, by [System#nanoTime()].
    long changedAt() {
        return changedAt;
    }

    Seen of(Subject subject) {
        Entry entry = entries.get(subject, Entry::new);
        Seen seen = entry.seen;
        if (seen != null && isGood(entry, seen, FRESH_NANOS)) {
            return seen;
        }
        if (seen == null || !isGood(entry, seen, STALE_NANOS)) {
            entry.asking.lock();
        } else if (!entry.asking.tryLock()) {
            return seen; // Another thread is asking, and this is good enough until it is back.
        }
        try {
            Seen now = entry.seen;
            if (now == null || !isGood(entry, now, FRESH_NANOS)) {
                now = ask(subject, entry, now);
                entry.seen = now;
            }
            return now;
        } finally {
            entry.asking.unlock();
        }
    }

    /// What is dead may live again by a renewal, so it is asked about each time.
    private boolean isGood(Entry entry, Seen seen, long span) {
        return seen.alive
                && seen.nanos - changedAt > 0
                && isUnchanged(entry, seen)
                && (!seen.isOlderThan(span) || (!seen.isOlderThan(KEPT_NANOS) && watch.covers(seen.nanos)));
    }

    private boolean isUnchanged(Entry entry, Seen seen) {
        return isBefore(seen, changes.getIfPresent(entry.session))
                && isBefore(seen, changes.getIfPresent(entry.user))
                && isBefore(seen, changes.getIfPresent(entry.tenant));
    }

    private static boolean isBefore(Seen seen, @Nullable Long change) {
        return change == null || seen.nanos - change > 0;
    }

    private Seen ask(Subject subject, Entry entry, @Nullable Seen before) {
        long now = System.nanoTime();
        if (!away || now - awaySince > AWAY_NANOS) {
            try {
                Seen answer = read(subject, entry, now);
                away = false;
                return answer;
            } catch (RedisUnavailable e) {
                awaySince = System.nanoTime();
                away = true;
                LOG.log(Level.WARNING, "sessions are taken at their word reason=\"{0}\"", e.getMessage());
            }
        }
        return new Seen(before == null || before.alive, "", System.nanoTime());
    }

    private Seen read(Subject subject, Entry entry, long now) {
        List<KeyValue<String, String>> values =
                redis.call(Area.SESSION, commands -> commands.mget(entry.session, entry.user, entry.tenant));
        boolean alive = subject.session.isEmpty() || values.getFirst().hasValue();
        if (alive && subject.session.isPresent() && now - entry.touchedAt >= TOUCH_NANOS) {
            entry.touchedAt = now;
            redis.call(Area.SESSION, commands -> commands.expire(entry.session, TTL.toSeconds()));
        }
        String version =
                "v" + values.get(1).getValueOrElse("") + "/" + values.get(2).getValueOrElse("");
        return new Seen(alive, version, now);
    }
}
