package io.dotmac.model.fleet;

import io.dotmac.model.report.SeriesName;
import java.time.Instant;
import java.util.List;

/// Values of one series over time, oldest first; `GET /api/v1/samples`. Where nothing was measured there is no point.
///
/// @param name of the series
/// @param at times, server's clock
/// @param value of the same index, as measured
public record SeriesPoints(SeriesName name, List<Instant> at, List<Double> value) {
    /// Refuses columns of different length and copies them.
    public SeriesPoints {
        if (at.size() != value.size()) {
            throw new IllegalArgumentException(
                    "at has " + at.size() + " entries and value " + value.size() + ", must be equally many");
        }
        at = List.copyOf(at);
        value = List.copyOf(value);
    }
}
