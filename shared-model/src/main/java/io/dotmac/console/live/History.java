package io.dotmac.console.live;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// A run of values with its holes, oldest first. Immutable; the arrays are copies.
///
/// A value holds until the next one, but no longer than `holdMillis`: after that nothing is known, and that is a hole.
public final class History {
    /// Nothing known.
    public static final History EMPTY = new History(new long[0], new double[0], 30_000);

    /// What the consoles show.
    public static final Duration SPAN = Duration.ofMinutes(15);

    private final long[] at;
    private final double[] value;
    private final long holdMillis;

    /// @param at milliseconds since 1970, this console's clock, rising
    /// @param value as long as `at`; `NaN` where nothing is known
    /// @param holdMillis how long a value holds
    public History(long[] at, double[] value, long holdMillis) {
        if (at.length != value.length) {
            throw new IllegalArgumentException("at has " + at.length + " and value " + value.length + " entries");
        }
        this.at = at.clone();
        this.value = value.clone();
        this.holdMillis = holdMillis;
    }

    /// How many points there are.
    public int size() {
        return at.length;
    }

    /// Time of a point, milliseconds since 1970, this console's clock.
    public long at(int index) {
        return at[index];
    }

    /// Value of a point; `NaN` for a hole.
    public double value(int index) {
        return value[index];
    }

    /// How long a value holds when no other follows.
    public long holdMillis() {
        return holdMillis;
    }

    /// The newest value, `NaN` when there is none.
    public double last() {
        return value.length == 0 ? Double.NaN : value[value.length - 1];
    }

    /// The worst value, `NaN` when there is none.
    public double max() {
        return Arrays.stream(value).filter(Double::isFinite).max().orElse(Double.NaN);
    }

    /// The largest value of each of `buckets` equal parts of the time from `now - span` to `now`; `NaN` where nothing
    /// is known. This is what a sparkline draws.
    public double[] buckets(Instant now, Duration span, int buckets) {
        double[] out = new double[buckets];
        Arrays.fill(out, Double.NaN);
        double width = (double) span.toMillis() / buckets;
        // The edges stay where they are from one drawing to the next, or peaks would hop between buckets.
        long end = (long) ((Math.floor(now.toEpochMilli() / width) + 1) * width);
        long start = end - span.toMillis();
        for (int i = 0; i < at.length; i++) {
            if (Double.isNaN(value[i])) {
                continue;
            }
            long until = Math.min(at[i] + holdMillis, i + 1 < at.length ? at[i + 1] : now.toEpochMilli());
            if (until < start || at[i] > end) {
                continue;
            }
            int first = (int) Math.max(0, Math.floor((at[i] - start) / width));
            int last = (int) Math.min(buckets - 1, Math.ceil((until - start) / width) - 1);
            for (int bucket = first; bucket <= Math.max(first, last) && bucket < buckets; bucket++) {
                out[bucket] = Double.isNaN(out[bucket]) ? value[i] : Math.max(out[bucket], value[i]);
            }
        }
        return out;
    }
}
