package io.dotmac.gui.control;

import io.dotmac.model.fleet.Severity;
import java.util.Arrays;

/// A line to draw: values over time, `NaN` where nothing is known.
///
/// @param at epoch seconds, ascending
/// @param value of each
/// @param from left edge of the time axis, epoch seconds
/// @param to right edge
/// @param threshold drawn dashed, `NaN` for none
/// @param thresholdText beside it
/// @param thresholdSeverity whose colour the threshold has
/// @param severity whose colour the line has
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
public record Plot(
        double[] at,
        double[] value,
        double from,
        double to,
        double threshold,
        String thresholdText,
        Severity thresholdSeverity,
        Severity severity) {
    /// Refuses columns of different length.
    public Plot {
        if (at.length != value.length) {
            throw new IllegalArgumentException("has " + at.length + " times and " + value.length + " values");
        }
    }

    /// The largest value in sight or the threshold, rounded up to a figure whose quarter is round too.
    public double top() {
        double most = Arrays.stream(value).filter(Double::isFinite).max().orElse(0);
        double wanted = Math.max(most * 1.1, Double.isNaN(threshold) ? 0 : threshold * 1.3);
        if (wanted <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        for (double step : new double[] {1, 2, 4, 6, 8, 10}) {
            if (wanted <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /// The value nearest to `time`, `NaN` when there is none within `reach` seconds.
    public double near(double time, double reach) {
        double best = Double.NaN;
        double distance = reach;
        for (int index = 0; index < at.length; index++) {
            double away = Math.abs(at[index] - time);
            if (away <= distance) {
                distance = away;
                best = value[index];
            }
        }
        return best;
    }
}
