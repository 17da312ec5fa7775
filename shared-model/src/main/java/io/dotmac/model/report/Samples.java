package io.dotmac.model.report;

import java.time.Instant;
import java.util.List;

/// Measured values, by column: row `i` is `value[i]` of `names[name[i]]`, measured `after[i]` milliseconds after
/// `base`.
///
/// @param names the series that occur
/// @param base the first row's time or earlier, agent's clock
/// @param name per row, an index into `names`
/// @param after per row, milliseconds since `base`
/// @param value per row, finite
@SuppressWarnings("ArrayRecordComponent") // never compared; boxed lists would cost the intake a third of its rate
public record Samples(List<SeriesName> names, Instant base, int[] name, int[] after, double[] value) {
    /// Most rows in one report.
    public static final int MAX_ROWS = 20_000;

    /// Refuses columns of different length, indexes out of range, values that are not finite.
    public Samples {
        names = List.copyOf(names);
        if (name.length != after.length || name.length != value.length) {
            throw new IllegalArgumentException("columns have " + name.length + ", " + after.length + " and "
                    + value.length + " rows, must be equally long");
        }
        if (name.length > MAX_ROWS) {
            throw new IllegalArgumentException("has " + name.length + " rows, at most " + MAX_ROWS);
        }
        for (int row = 0; row < name.length; row++) {
            if (name[row] < 0 || name[row] >= names.size()) {
                throw new IllegalArgumentException(
                        "name[" + row + "] is " + name[row] + ", must be 0 to " + (names.size() - 1));
            }
            if (!Double.isFinite(value[row])) {
                throw new IllegalArgumentException("value[" + row + "] is not a finite number");
            }
        }
    }

    /// No rows.
    public static Samples none(Instant base) {
        return new Samples(List.of(), base, new int[0], new int[0], new double[0]);
    }

    /// How many rows there are.
    public int size() {
        return value.length;
    }
}
