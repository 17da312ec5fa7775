package io.dotmac.tui.view;

import io.dotmac.console.live.History;
import io.dotmac.console.text.Spark;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// Sparklines that stand still: they move by whole buckets of time, not with every look at them.
final class Sparks {
    /// What is as usual stands this many times under the top, so that only what is unusual looks high.
    private static final double CALM = 3;

    /// Time passes by steps, so that an old peak is not painted anew with each look.
    private static final long STEP_MILLIS = 15_000;

    private Sparks() {}

    /// The last 15 minutes in `cells` characters.
    ///
    /// @param least value that fills the height at least, so that small noise looks small
    static String line(History history, Instant now, int cells, double least, Spark.Style style) {
        double[] values = values(history, now, cells * style.perCell());
        return Spark.line(values, Math.max(least, Spark.top(values)), style);
    }

    /// The last 15 minutes in that many values.
    static double[] values(History history, Instant now, int buckets) {
        long bucketMillis = Math.max(1, History.SPAN.toMillis() / buckets);
        long step = bucketMillis * Math.ceilDiv(STEP_MILLIS, bucketMillis);
        long end = (now.toEpochMilli() / step + 1) * step;
        return history.buckets(Instant.ofEpochMilli(end), Duration.ofMillis(bucketMillis * buckets), buckets);
    }

    /// Values without times in `cells` characters, the newest at the right.
    static String line(List<Double> values, int cells, Spark.Style style) {
        if (values.isEmpty() || cells < 1) {
            return "";
        }
        int buckets = Math.min(values.size(), cells * style.perCell());
        double[] drawn = new double[buckets];
        Arrays.fill(drawn, Double.NaN);
        for (int i = 0; i < values.size(); i++) {
            int bucket = (int) ((long) i * buckets / values.size());
            double value = values.get(i);
            if (!Double.isNaN(value)) {
                drawn[bucket] = Double.isNaN(drawn[bucket]) ? value : Math.max(drawn[bucket], value);
            }
        }
        return Spark.line(drawn, Math.max(Spark.top(drawn), CALM * median(drawn)), style);
    }

    private static double median(double[] values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
