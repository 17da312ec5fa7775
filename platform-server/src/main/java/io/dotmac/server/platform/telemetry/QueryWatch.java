package io.dotmac.server.platform.telemetry;

import io.prometheus.client.Collector;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Times every statement by its name, shows it in the trace, and tells which was slow. Values are never seen here.
///
/// Safe for use by several threads. Holds a bounded number of statements and names.
public final class QueryWatch {
    private static final Logger LOG = System.getLogger(QueryWatch.class.getName());
    private static final int STATEMENTS = 2_000;
    private static final int NAMES = 300;
    private static final long TELL_AGAIN = Duration.ofSeconds(10).toNanos();

    private final Tracing tracing;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Histogram seconds;
    private final Counter errors;
    private final Counter slow;
    private final RecentCalls recent = new RecentCalls();
    private volatile long slowNanos = Duration.ofMillis(500).toNanos();

    private record Watched(
            Query query, Histogram.Child seconds, Counter.Child slow, AtomicLong lastTold, AtomicLong untold) {}

    QueryWatch(Telemetry telemetry, Tracing tracing) {
        this.tracing = tracing;
        this.seconds = telemetry.histogram("dotmac_db_query_seconds", "Time of a statement, by what it does.", "query");
        this.errors = telemetry.counter("dotmac_db_query_errors", "Statements that failed.", "query", "state");
        this.slow = telemetry.counter("dotmac_db_slow_queries", "Statements over the threshold.", "query");
    }

    /// Tells from now on what takes longer.
    public void slowAfter(Duration threshold) {
        slowNanos = threshold.toNanos();
    }

    /// A statement ran.
    public void ran(String sql, long nanos) {
        Watched one = of(sql);
        one.seconds.observe(nanos / Collector.NANOSECONDS_PER_SECOND);
        boolean isSlow = nanos >= slowNanos;
        recent.add(nanos, isSlow, false);
        if (tracing.isOn()) {
            trace(one.query, nanos, "");
        }
        if (isSlow) {
            one.slow.inc();
            tell(one, nanos);
        }
    }

    /// A statement failed.
    ///
    /// @param state the five signs of the SQL standard
    public void failed(String sql, long nanos, String state) {
        Watched one = of(sql);
        errors.labels(one.query.name(), state).inc();
        recent.add(nanos, false, true);
        if (tracing.isOn()) {
            trace(one.query, nanos, state);
        }
    }

    /// How it went lately.
    public RecentCalls.Figures recent() {
        return recent.figures();
    }

    private Watched of(String sql) {
        Watched known = watched.get(sql);
        if (known != null) {
            return known;
        }
        Watched made = make(Query.of(sql));
        return watched.size() < STATEMENTS ? watched.computeIfAbsent(sql, key -> made) : made;
    }

    private Watched make(Query query) {
        String name = names.contains(query.name()) || names.size() < NAMES ? query.name() : "other";
        names.add(name);
        return new Watched(
                new Query(name, query.text()),
                seconds.labels(name),
                slow.labels(name),
                new AtomicLong(System.nanoTime() - TELL_AGAIN),
                new AtomicLong());
    }

    private void trace(Query query, long nanos, String state) {
        tracing.ended(SpanKind.CLIENT, query.name(), nanos, span -> {
            span.with("db.system.name", "postgresql")
                    .with("db.query.summary", query.name())
                    .with("db.query.text", query.text());
            if (!state.isEmpty()) {
                span.with("db.response.status_code", state).failed(state);
            }
        });
    }

    /// One line for a statement in ten seconds: a database in trouble must not drown the log.
    private void tell(Watched one, long nanos) {
        long now = System.nanoTime();
        long last = one.lastTold.get();
        if (now - last < TELL_AGAIN || !one.lastTold.compareAndSet(last, now)) {
            one.untold.incrementAndGet();
            return;
        }
        LOG.log(
                Level.WARNING,
                "slow query millis={0} query={1} untold={2} sql={3}",
                Long.toString(nanos / 1_000_000),
                one.query.name(),
                Long.toString(one.untold.getAndSet(0)),
                one.query.text());
    }
}
