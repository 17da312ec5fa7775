package io.dotmac.server.platform.cache;

import io.dotmac.server.platform.cache.Bucket.Verdict;
import io.dotmac.server.platform.cache.Redis.Area;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Counts for all servers together, in Redis and by its clock: one round trip a call. While Redis is away each server
/// counts alone, so nothing is ever uncounted. Safe for use by several threads.
public final class SharedBuckets {
    private static final Logger LOG = System.getLogger(SharedBuckets.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final RedisScript<List<Long>> TAKE = new RedisScript<>("""
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local capacity, steps, step = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
            local was = redis.call('HMGET', KEYS[1], 't', 's')
            local tokens, at = tonumber(was[1]) or capacity, tonumber(was[2]) or now
            local passed = math.floor((now - at) / step)
            if passed > 0 then
              tokens = math.min(capacity, tokens + passed * capacity / steps)
              at = at + passed * step
            end
            if tokens >= capacity then at = now end
            local allowed = 0
            if tokens >= 1 then tokens = tokens - 1; allowed = 1 end
            redis.call('HSET', KEYS[1], 't', tostring(tokens), 's', tostring(at))
            redis.call('PEXPIRE', KEYS[1], steps * step)
            return {allowed, math.floor(tokens * 1000), now - at}
            """, ScriptOutputType.MULTI);
    private static final double THOUSANDTHS = 1_000;

    private final Redis redis;
    private final LocalBuckets local;
    private final Clock clock;
    private final int servers;
    private final AtomicLong awayUntil = new AtomicLong();

    /// @param local counts while Redis is away
    /// @param servers among whom a limit is parted while Redis is away
    public SharedBuckets(Redis redis, LocalBuckets local, int servers, Clock clock) {
        this.redis = redis;
        this.local = local;
        this.servers = servers;
        this.clock = clock;
    }

    /// Takes one call out.
    public Verdict take(Bucket bucket) {
        if (isAway()) {
            return alone(bucket);
        }
        try {
            List<Long> answer = redis.call(Area.CACHE, commands -> evaluate(commands, bucket));
            awayUntil.set(0);
            return LocalBuckets.verdict(bucket, answer.get(0) == 1, answer.get(1) / THOUSANDTHS, answer.get(2));
        } catch (RedisUnavailable e) {
            if (awayUntil.getAndSet(clock.millis() + RETRY.toMillis()) == 0) {
                LOG.log(Level.WARNING, "rate limits are counted by this server alone cause={0}", e.getMessage());
            }
            return alone(bucket);
        }
    }

    /// Whether each server counts alone for now.
    public boolean isAway() {
        return awayUntil.get() > clock.millis();
    }

    private Verdict alone(Bucket bucket) {
        return local.take(new Bucket(bucket.key(), Math.max(1, bucket.capacity() / servers), bucket.period()));
    }

    private List<Long> evaluate(RedisCommands<String, String> commands, Bucket bucket) {
        String[] keys = {bucket.key()};
        String[] values = {
            Integer.toString(bucket.capacity()), Integer.toString(bucket.steps()), Long.toString(bucket.stepMillis())
        };
        return TAKE.run(commands, keys, values);
    }
}
