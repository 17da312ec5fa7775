package io.dotmac.server.auth;

import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.secret.Hashes;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Counts for all servers, each step in one script. Accounts stand there as digests.
final class RedisAttempts implements Attempts {
    /// Returns the milliseconds to wait, or 0 when the attempt is counted.
    private static final String BEGIN = """
            local now = tonumber(ARGV[1])
            redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - tonumber(ARGV[3]))
            if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then
              return tonumber(redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]) + tonumber(ARGV[3]) - now
            end
            local state = redis.call('HMGET', KEYS[1], 'count', 'last', 'until')
            local count, last, till = tonumber(state[1] or 0), tonumber(state[2] or now), tonumber(state[3] or 0)
            if till > now then return till - now end
            count = (last + tonumber(ARGV[8]) > now) and count + 1 or 1
            local lock = 0
            if count >= tonumber(ARGV[5]) then
              lock = math.min(tonumber(ARGV[6]) * 2 ^ math.min(count - tonumber(ARGV[5]), 10), tonumber(ARGV[7]))
            end
            redis.call('HSET', KEYS[1], 'count', count, 'last', now, 'until', now + lock)
            redis.call('PEXPIRE', KEYS[1], ARGV[8])
            redis.call('ZADD', KEYS[2], now, ARGV[2])
            redis.call('PEXPIRE', KEYS[2], tonumber(ARGV[3]) * 2)
            return 0
            """;
    private static final String GIVE_BACK = """
            redis.call('ZREM', KEYS[2], ARGV[1])
            if redis.call('EXISTS', KEYS[1]) == 1 then
              if redis.call('HINCRBY', KEYS[1], 'count', -1) <= 0 then return redis.call('DEL', KEYS[1]) end
              redis.call('HSET', KEYS[1], 'until', 0)
            end
            return 0
            """;

    private final Redis redis;

    RedisAttempts(Redis redis) {
        this.redis = redis;
    }

    @Override
    public Optional<Duration> begin(Attempt attempt, Instant now) {
        Long wait = redis.call(
                Area.SESSION,
                commands -> commands.<Long>eval(
                        BEGIN,
                        ScriptOutputType.INTEGER,
                        keys(attempt),
                        Long.toString(now.toEpochMilli()),
                        attempt.id(),
                        Long.toString(WINDOW.toMillis()),
                        Integer.toString(PER_ADDRESS),
                        Integer.toString(PER_ACCOUNT),
                        Long.toString(FIRST_LOCK.toMillis()),
                        Long.toString(LONGEST_LOCK.toMillis()),
                        Long.toString(MEMORY.toMillis())));
        return Optional.of(Duration.ofMillis(wait)).filter(Duration::isPositive);
    }

    @Override
    public void succeeded(Attempt attempt) {
        redis.call(Area.SESSION, commands -> {
            commands.del(account(attempt.account()));
            return commands.zrem(address(attempt.address()), attempt.id());
        });
    }

    @Override
    public void giveBack(Attempt attempt) {
        redis.call(
                Area.SESSION,
                commands -> commands.<Long>eval(GIVE_BACK, ScriptOutputType.INTEGER, keys(attempt), attempt.id()));
    }

    @Override
    public void unlock(String account) {
        redis.call(Area.SESSION, commands -> commands.del(account(account)));
    }

    private static String[] keys(Attempt attempt) {
        return new String[] {account(attempt.account()), address(attempt.address())};
    }

    private static String account(String account) {
        return "auth:attempts:account:" + Hashes.sha256Hex(account);
    }

    private static String address(String address) {
        return "auth:attempts:address:" + address;
    }
}
