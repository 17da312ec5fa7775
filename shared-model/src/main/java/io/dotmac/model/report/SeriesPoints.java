package io.dotmac.model.report;

import java.time.Instant;
import java.util.List;

/// Stored values of one series, `GET /api/v1/samples`; a time without a value is left out, never invented.
///
/// @param name of the series
/// @param at when each was measured, server's clock, rising
/// @param value as many as `at`
public record SeriesPoints(SeriesName name, List<Instant> at, List<Double> value) {
    /// Refuses columns of different length and copies them.
    public SeriesPoints {
        at = List.copyOf(at);
        value = List.copyOf(value);
        if (at.size() != value.size()) {
            throw new IllegalArgumentException(
                    "at has " + at.size() + " and value " + value.size() + " entries, must be equally long");
        }
    }
}
