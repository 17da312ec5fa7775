package io.dotmac.server.platform.telemetry;

import java.util.Map;
import java.util.TreeMap;

/// How many requests were answered, how many by a fault of the server, and how long they took.
///
/// @param total all
/// @param failed with a status of 500 or more
/// @param upTo how many took at most so many seconds, by seconds
public record RequestCounts(long total, long failed, Map<Double, Long> upTo) {
    /// Copies the map, in the order of seconds.
    public RequestCounts {
        upTo = java.util.Collections.unmodifiableMap(new TreeMap<>(upTo));
    }

    /// Those that came since `before`.
    public RequestCounts minus(RequestCounts before) {
        Map<Double, Long> later = new TreeMap<>();
        upTo.forEach((seconds, count) -> later.put(seconds, count - before.upTo.getOrDefault(seconds, 0L)));
        return new RequestCounts(total - before.total, failed - before.failed, later);
    }

    /// The seconds that a share of the requests did not exceed, between the two bounds where it lies; the last finite
    /// bound where it lies beyond.
    public double quantile(double share) {
        double rank = share * total;
        double lower = 0;
        long below = 0;
        for (Map.Entry<Double, Long> bucket : upTo.entrySet()) {
            if (bucket.getValue() >= rank) {
                if (bucket.getKey().isInfinite()) {
                    return lower;
                }
                double part = bucket.getValue() == below ? 1 : (rank - below) / (bucket.getValue() - below);
                return lower + (bucket.getKey() - lower) * part;
            }
            lower = bucket.getKey().isInfinite() ? lower : bucket.getKey();
            below = bucket.getValue();
        }
        return lower;
    }
}
