package io.dotmac.server.fleet;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// Reads what stands in paths and queries, or says what is wrong with it.
final class FleetParameters {
    private static final Duration USUAL = Duration.ofHours(1);
    private static final int POINTS = 600;
    private static final int MAX_POINTS = 10_000;
    private static final int DAY_LENGTH = 10;

    private FleetParameters() {}

    static NodeId node(String field, String text) {
        try {
            return NodeId.of(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field, "is " + text + ", must be a UUID");
        }
    }

    static String required(Call call, String field) {
        return call.query(field).orElseThrow(() -> Refusal.invalid(field, "is missing"));
    }

    static SeriesName series(Call call) {
        try {
            return new SeriesName(
                    required(call, "target"),
                    required(call, "metric"),
                    call.query("instance").orElse(""));
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed(String.valueOf(e.getMessage()));
        }
    }

    static SampleStore.Range range(Call call) {
        Instant to = instant(call, "to").orElse(call.now());
        Instant from = instant(call, "from").orElse(to.minus(USUAL));
        if (!from.isBefore(to)) {
            throw Refusal.invalid("from", "is " + from + ", must be before " + to);
        }
        return new SampleStore.Range(from, to, call.query("points", POINTS, 2, MAX_POINTS));
    }

    static Optional<Instant> instant(Call call, String field) {
        return call.query(field).map(text -> {
            try {
                return Instant.parse(text.length() == DAY_LENGTH ? text + "T00:00:00Z" : text);
            } catch (DateTimeParseException e) {
                throw Refusal.invalid(field, "is " + text + ", must be a time such as 2026-03-20T08:00:00Z");
            }
        });
    }
}
