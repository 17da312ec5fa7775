package io.dotmac.gui.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A plot reduced to what a screen can tell apart: per pixel column the lowest and the highest value, so that no peak
/// is lost; unbroken stretches are kept apart.
///
/// @param at epoch seconds, ascending
/// @param value of each, finite
/// @param runs start and end index of each unbroken stretch
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
record Thinned(double[] at, double[] value, List<int[]> runs) {
    /// Thins `plot` to `columns` pixels.
    static Thinned of(Plot plot, int columns) {
        Builder builder = new Builder(plot.at().length);
        double width = Math.max(1e-9, (plot.to() - plot.from()) / Math.max(1, columns));
        int index = 0;
        while (index < plot.at().length) {
            if (plot.at()[index] < plot.from() || plot.at()[index] > plot.to()) {
                index++;
                continue;
            }
            if (Double.isNaN(plot.value()[index])) {
                builder.breakOff();
                index++;
                continue;
            }
            long column = (long) ((plot.at()[index] - plot.from()) / width);
            int low = index;
            int high = index;
            while (index < plot.at().length
                    && !Double.isNaN(plot.value()[index])
                    && (long) ((plot.at()[index] - plot.from()) / width) == column) {
                low = plot.value()[index] < plot.value()[low] ? index : low;
                high = plot.value()[index] > plot.value()[high] ? index : high;
                index++;
            }
            builder.add(plot, Math.min(low, high));
            if (low != high) {
                builder.add(plot, Math.max(low, high));
            }
        }
        return builder.done();
    }

    private static final class Builder {
        private final double[] at;
        private final double[] value;
        private final List<int[]> runs = new ArrayList<>();
        private int size;
        private int start;

        Builder(int capacity) {
            at = new double[capacity];
            value = new double[capacity];
        }

        void add(Plot plot, int index) {
            at[size] = plot.at()[index];
            value[size++] = plot.value()[index];
        }

        void breakOff() {
            if (size > start) {
                runs.add(new int[] {start, size});
            }
            start = size;
        }

        Thinned done() {
            breakOff();
            return new Thinned(Arrays.copyOf(at, size), Arrays.copyOf(value, size), runs);
        }
    }
}
