package io.dotmac.console.live;

import io.dotmac.console.Observable;
import io.dotmac.console.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Works out the [ConnectionState] from what happens. Safe for several threads.
final class Connection {
    /// How long an outage is STALE before it is OFFLINE; until then the console tries again every moment.
    private static final Duration STALE_FOR = Duration.ofMinutes(1);
    /// A latency that moved by less is not worth a repaint.
    private static final long STEADY_MILLIS = 5;

    private final InstantSource clock;
    private final Value<ConnectionState> state = new Value<>(new ConnectionState.Connecting(false));
    private final Value<Boolean> refused = new Value<>(false);
    private final Instant startedAt;
    private volatile Instant heardAt = Instant.MIN;
    private volatile long latencyMillis;

    Connection(InstantSource clock) {
        this.clock = clock;
        startedAt = clock.instant();
    }

    Observable<ConnectionState> state() {
        return state;
    }

    /// Whether the server can be reached and does not let this user in.
    Observable<Boolean> refused() {
        return refused;
    }

    /// Since when the server is away; empty while deltas flow.
    Optional<Instant> awaySince() {
        return switch (state.get()) {
            case ConnectionState.Live _ -> Optional.empty();
            case ConnectionState.Stale stale -> Optional.of(stale.since());
            case ConnectionState.Offline offline -> Optional.of(offline.since());
            case ConnectionState.Connecting _ -> Optional.of(startedAt);
        };
    }

    /// The server said something.
    void heard() {
        heardAt = clock.instant();
        refused.set(false);
    }

    void latency(Duration roundTrip) {
        latencyMillis = Math.max(1, roundTrip.toMillis());
        state.update(now -> now instanceof ConnectionState.Live(long shown) && moved(shown, latencyMillis)
                ? new ConnectionState.Live(latencyMillis)
                : now);
    }

    /// All rows are as the server has them.
    void live() {
        state.update(now -> now.live() ? now : new ConnectionState.Live(Math.max(1, latencyMillis)));
    }

    void lost(String why, boolean notLetIn, Duration retryIn) {
        if (notLetIn) {
            refused.set(true);
        }
        Instant now = clock.instant();
        boolean never = heardAt.equals(Instant.MIN);
        boolean young = !never && Duration.between(heardAt, now).compareTo(STALE_FOR) < 0;
        Instant since = never ? startedAt : heardAt;
        state.update(before -> young
                ? new ConnectionState.Stale(since, why, before.direct())
                : new ConnectionState.Offline(since, now.plus(retryIn), why, before.direct()));
    }

    /// The console's own probes run, or stopped.
    void direct(boolean on) {
        state.update(now -> switch (now) {
            case ConnectionState.Connecting _ -> new ConnectionState.Connecting(on);
            case ConnectionState.Live live -> live;
            case ConnectionState.Stale stale -> new ConnectionState.Stale(stale.since(), stale.why(), on);
            case ConnectionState.Offline offline ->
                new ConnectionState.Offline(offline.since(), offline.nextRetry(), offline.why(), on);
        });
    }

    private static boolean moved(long shown, long measured) {
        return Math.abs(measured - shown) > Math.max(STEADY_MILLIS, shown / 4);
    }
}
