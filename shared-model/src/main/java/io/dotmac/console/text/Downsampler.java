package io.dotmac.console.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Brings many points down to the width of a screen without losing a peak.
public final class Downsampler {
    private Downsampler() {}

    /// Least and largest value of one column of pixels; both `NaN` where nothing is known.
    ///
    /// @param min least
    /// @param max largest
    public record Bucket(double min, double max) {
        /// Whether there is any value.
        public boolean known() {
            return !Double.isNaN(max);
        }
    }

    /// Least and largest value in each of `buckets` equal parts of `[from, to)`.
    ///
    /// @param at times, rising
    /// @param values as many; `NaN` counts as nothing
    public static List<Bucket> minMax(long[] at, double[] values, long from, long to, int buckets) {
        double[] min = new double[buckets];
        double[] max = new double[buckets];
        Arrays.fill(min, Double.NaN);
        Arrays.fill(max, Double.NaN);
        double width = (double) (to - from) / buckets;
        for (int i = 0; i < at.length; i++) {
            if (at[i] < from || at[i] >= to || Double.isNaN(values[i])) {
                continue;
            }
            int bucket = (int) Math.min(buckets - 1, (at[i] - from) / width);
            min[bucket] = Double.isNaN(min[bucket]) ? values[i] : Math.min(min[bucket], values[i]);
            max[bucket] = Double.isNaN(max[bucket]) ? values[i] : Math.max(max[bucket], values[i]);
        }
        List<Bucket> out = new ArrayList<>(buckets);
        for (int i = 0; i < buckets; i++) {
            out.add(new Bucket(min[i], max[i]));
        }
        return List.copyOf(out);
    }
}
