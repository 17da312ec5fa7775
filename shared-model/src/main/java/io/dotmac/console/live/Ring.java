package io.dotmac.console.live;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The last 15 minutes of one series. Safe for several threads.
final class Ring {
    private static final long SPAN_MILLIS = History.SPAN.toMillis() + 60_000;
    private static final int MAX_POINTS = 2_000;
    /// A stored point this near to a heard one is the same measurement.
    private static final long SAME_MILLIS = 900;

    private final NavigableMap<Long, Double> valueByMillis = new TreeMap<>();
    private @Nullable History history;
    private long holdMillis = 30_000;

    /// Adds a value; `NaN` for one that is not known.
    synchronized void add(Instant at, double value) {
        valueByMillis.put(at.toEpochMilli(), value);
        trim();
        history = null;
    }

    /// The newest value still holds at `at`.
    synchronized void confirm(Instant at) {
        var last = valueByMillis.lastEntry();
        if (last != null && last.getKey() < at.toEpochMilli()) {
            add(at, last.getValue());
        }
    }

    /// A value holds at least this long.
    synchronized void hold(long millis) {
        holdMillis = Math.max(holdMillis, millis);
    }

    /// Adds what the server has stored, where nothing was heard at that time.
    synchronized void fill(List<Instant> at, List<Double> values) {
        for (int i = 0; i < at.size(); i++) {
            long millis = at.get(i).toEpochMilli();
            boolean heard =
                    valueByMillis.subMap(millis - SAME_MILLIS, true, millis + SAME_MILLIS, true).values().stream()
                            .anyMatch(Double::isFinite);
            if (!heard) {
                valueByMillis.put(millis, values.get(i));
            }
        }
        trim();
        history = null;
    }

    synchronized History history() {
        History made = history;
        if (made == null) {
            made = new History(
                    valueByMillis.keySet().stream().mapToLong(Long::longValue).toArray(),
                    valueByMillis.values().stream()
                            .mapToDouble(Double::doubleValue)
                            .toArray(),
                    holdMillis);
            history = made;
        }
        return made;
    }

    private void trim() {
        if (valueByMillis.isEmpty()) {
            return;
        }
        valueByMillis.headMap(valueByMillis.lastKey() - SPAN_MILLIS).clear();
        while (valueByMillis.size() > MAX_POINTS) {
            valueByMillis.pollFirstEntry();
        }
    }
}
