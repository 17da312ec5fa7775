package io.dotmac.packaging.bench;

import java.util.Arrays;

/// What was measured in turns with its floor, on a machine whose speed varies: medians, and the median of the ratios of
/// neighbours.
///
/// @param floor a second
/// @param ours a second
/// @param ratio ours to the floor
record Turns(double floor, double ours, double ratio) {
    static Turns of(double[] floors, double[] ours) {
        double[] ratios = new double[ours.length];
        Arrays.setAll(ratios, turn -> ours[turn] / floors[turn]);
        return new Turns(median(floors), median(ours), median(ratios));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
