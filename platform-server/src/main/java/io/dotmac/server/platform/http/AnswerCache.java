package io.dotmac.server.platform.http;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.cache.Redis;
import io.dotmac.server.platform.cache.Redis.Area;
import io.dotmac.server.platform.cache.RedisScript;
import io.dotmac.server.platform.cache.RedisUnavailable;
import io.dotmac.server.platform.db.ReadSource;
import io.dotmac.server.platform.secret.Field;
import io.dotmac.server.platform.secret.FieldCipher;
import io.dotmac.server.platform.secret.Hashes;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Answers of routes that declare it, kept in Redis for five minutes by tenant and resource.
///
/// Each resource of a tenant has a generation, which is part of the key. A change makes a new one, so what was kept is
/// out of reach at once, and what a reader that was under way still brings goes to the old one. What a replica told,
/// which may lag behind, is not kept, and while Redis is away nothing is. Safe for use by several threads.
public final class AnswerCache {
    /// How long an answer is kept.
    static final Duration TTL = Duration.ofMinutes(5);

    private static final Logger LOG = System.getLogger(AnswerCache.class.getName());
    private static final int MAX_BYTES = 262_144;
    private static final RedisScript<List<@Nullable String>> LOOK_UP = new RedisScript<>("""
            local mine, all = redis.call('GET', KEYS[1]) or '0', redis.call('GET', KEYS[2]) or '0'
            local key = KEYS[3] .. ':' .. mine .. '.' .. all
            return {key, redis.call('GET', key)}
            """, ScriptOutputType.MULTI);

    private final Redis redis;
    private final FieldCipher cipher;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// Keeps answers in `redis`, encrypted by `cipher`, as they may tell of people.
    public AnswerCache(Redis redis, FieldCipher cipher) {
        this.redis = redis;
        this.cipher = cipher;
    }

    /// Part of look-ups that found an answer, 0 to 1; 0 before the first.
    public double hitRate() {
        long found = hits.sum();
        long all = found + misses.sum();
        return all == 0 ? 0 : (double) found / all;
    }

    /// Makes the tenant's kept answers of a resource stale.
    public void changed(TenantId tenant, String resource) {
        bump(generation(tenant.toString(), resource));
    }

    /// Makes all tenants' kept answers of a resource stale.
    public void changed(String resource) {
        bump(generation("*", resource));
    }

    /// The filter: from the cache where the route says so; stale what the route says it changes.
    Answer apply(Call call, Filter.Next next) {
        Declaration declaration = call.route().declaration();
        Optional<TenantId> tenant = call.admitted().flatMap(Caller::tenant).map(home -> home.id());
        if (declaration.cachedAs().isPresent() && tenant.isPresent() && !asks(call, "no-store")) {
            return cached(call, tenant.get(), declaration.cachedAs().get(), next);
        }
        if (declaration.changes().isEmpty()) {
            return next.proceed();
        }
        Answer answer = next.proceed();
        for (String resource : declaration.changes()) {
            tenant.ifPresentOrElse(id -> changed(id, resource), () -> changed(resource));
        }
        return answer;
    }

    private Answer cached(Call call, TenantId tenant, String resource, Filter.Next next) {
        Kept kept = lookUp(tenant.toString(), resource, call);
        Optional<Answer> found = asks(call, "no-cache") ? Optional.empty() : read(tenant, kept);
        if (found.isPresent()) {
            hits.increment();
            call.also("X-Cache", "HIT");
            return found.get();
        }
        misses.increment();
        call.also("X-Cache", "MISS");
        Answer answer = next.proceed();
        boolean lagging = ReadSource.ofThisRequest().filter("replica"::equals).isPresent();
        if (answer.status() == 200 && answer.body().length <= MAX_BYTES && !kept.key.isEmpty() && !lagging) {
            keep(tenant, kept.key, answer);
        }
        return answer;
    }

    /// Whether the request's `Cache-Control` says so (RFC 9111, 5.2.1): `no-cache`, what is kept is not good enough and
    /// the new answer is kept in turn; `no-store`, the cache has no part in it.
    private static boolean asks(Call call, String directive) {
        return call.header("Cache-Control")
                .filter(value -> value.toLowerCase(Locale.ROOT).contains(directive))
                .isPresent();
    }

    private record Kept(String key, @Nullable String value) {}

    private Kept lookUp(String tenant, String resource, Call call) {
        String[] keys = {
            generation(tenant, resource),
            generation("*", resource),
            "api:{" + tenant + "}:" + resource + ":" + Hashes.sha256Hex(call.self())
        };
        try {
            List<@Nullable String> found = redis.call(Area.CACHE, commands -> LOOK_UP.run(commands, keys));
            return new Kept(String.valueOf(found.get(0)), found.size() > 1 ? found.get(1) : null);
        } catch (RedisUnavailable e) {
            return new Kept("", null);
        }
    }

    private void keep(TenantId tenant, String key, Answer answer) {
        String etag = answer.headers().getOrDefault("ETag", "");
        String text = etag + "\n" + new String(answer.body(), StandardCharsets.UTF_8);
        String sealed = Base64.getEncoder().encodeToString(cipher.encrypt(place(tenant, key), text));
        try {
            redis.tell(Area.CACHE, commands -> commands.set(key, sealed, SetArgs.Builder.px(TTL)));
        } catch (RedisUnavailable e) {
            LOG.log(Level.DEBUG, "answer was not kept cause={0}", e.getMessage());
        }
    }

    private static Field place(TenantId tenant, String key) {
        return new Field(tenant.toString(), "cache", "answer", key);
    }

    private Optional<Answer> read(TenantId tenant, Kept kept) {
        if (kept.value == null) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getDecoder().decode(kept.value);
            return Optional.of(answer(cipher.decrypt(place(tenant, kept.key), sealed)));
        } catch (IllegalStateException | IllegalArgumentException e) {
            // Of other keys, as after a restore of the database: as good as none.
            LOG.log(Level.WARNING, "kept answer cannot be read key={0} cause={1}", kept.key, e.getMessage());
            return Optional.empty();
        }
    }

    private static Answer answer(String text) {
        int end = text.indexOf('\n');
        String etag = text.substring(0, end);
        byte[] body = text.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        return new Answer(200, Answer.JSON, body, etag.isEmpty() ? Map.of() : Map.of("ETag", etag));
    }

    private void bump(String generation) {
        try {
            redis.call(Area.CACHE, commands -> commands.incr(generation));
        } catch (RedisUnavailable e) {
            LOG.log(Level.WARNING, "kept answers may be stale for five minutes key={0}", generation);
        }
    }

    private static String generation(String owner, String resource) {
        return "api:{" + owner + "}:generation:" + resource;
    }
}
