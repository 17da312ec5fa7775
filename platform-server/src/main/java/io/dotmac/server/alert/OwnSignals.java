package io.dotmac.server.alert;

import io.dotmac.server.alert.Signals.Timed;
import io.dotmac.server.platform.telemetry.RequestCounts;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What the server measures of itself, as figures that rules watch: over the last five minutes, so that one bad request
/// in a quiet night is no alert. For one thread.
final class OwnSignals {
    private static final Duration SPAN = Duration.ofMinutes(5);
    private static final double P99 = 0.99;
    private static final long ENOUGH = 20;

    private final Telemetry telemetry;
    private final String name;
    private final Deque<Read> reads = new ArrayDeque<>();

    private record Read(Instant at, RequestCounts counts) {}

    OwnSignals(Telemetry telemetry, String name) {
        this.telemetry = telemetry;
        this.name = name;
    }

    String name() {
        return name;
    }

    /// The figures as they are now; what cannot be told yet is absent.
    List<Timed> read(Instant now) {
        RequestCounts counts = telemetry.requestCounts();
        List<Timed> figures = new ArrayList<>();
        double most = telemetry.value("dotmac_db_pool_max");
        if (most > 0) {
            double used = 100 * telemetry.value("dotmac_db_pool_active") / most;
            figures.add(new Timed(new Series(Signals.DB_CONNECTIONS_PERCENT, "database pool", ""), used, now));
        }
        if (!reads.isEmpty()) {
            RequestCounts span = counts.minus(reads.getFirst().counts);
            if (span.total() >= ENOUGH) {
                double failed = 100.0 * span.failed() / span.total();
                figures.add(new Timed(new Series(Signals.HTTP_5XX_PERCENT, "http", ""), failed, now));
                figures.add(new Timed(new Series(Signals.HTTP_P99_SECONDS, "http", ""), span.quantile(P99), now));
            }
        }
        reads.addLast(new Read(now, counts));
        while (reads.getFirst().at.isBefore(now.minus(SPAN))
                || reads.getFirst().at.isAfter(now)) {
            reads.removeFirst();
        }
        return figures;
    }
}
