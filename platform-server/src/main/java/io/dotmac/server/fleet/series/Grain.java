package io.dotmac.server.fleet.series;

import io.dotmac.model.report.SeriesSet.Source;
import java.time.Duration;

/// How fine stored values are.
enum Grain {
    /// As measured.
    RAW(Duration.ofSeconds(1), "", "", Source.RAW),
    /// One row a minute, made by the quarter of an hour.
    MINUTE(Duration.ofMinutes(1), "fleet.rollup_minute", "15 minutes", Source.MINUTE),
    /// One row an hour.
    HOUR(Duration.ofHours(1), "fleet.rollup_hour", "1 hour", Source.HOUR);

    private final Duration length;
    private final String table;
    private final String madeBy;
    private final Source source;

    Grain(Duration length, String table, String madeBy, Source source) {
        this.length = length;
        this.table = table;
        this.madeBy = madeBy;
        this.source = source;
    }

    /// The coarsest whose rows fit into buckets of that length.
    static Grain of(Duration step) {
        if (step.toSeconds() % HOUR.length.toSeconds() == 0) {
            return HOUR;
        }
        return step.toSeconds() % MINUTE.length.toSeconds() == 0 ? MINUTE : RAW;
    }

    Duration length() {
        return length;
    }

    String table() {
        return table;
    }

    /// The span that is rolled up at once, as PostgreSQL writes it.
    String madeBy() {
        return madeBy;
    }

    Source source() {
        return source;
    }
}
