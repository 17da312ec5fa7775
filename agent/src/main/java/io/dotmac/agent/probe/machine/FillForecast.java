package io.dotmac.agent.probe.machine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Tells when a file system will be full, by a straight line through what was free in the last hours. Used by one
/// thread.
final class FillForecast {
    private static final long BETWEEN_NANOS = Duration.ofMinutes(2).toNanos();
    private static final int MOST = 180;
    private static final int ENOUGH = 8;
    private static final double NANOS = 1e9;

    private final Deque<Point> points = new ArrayDeque<>();

    private record Point(long at, double free) {}

    /// Takes a reading.
    void take(long nanos, long freeBytes) {
        Point last = points.peekLast();
        if (last != null && nanos - last.at() < BETWEEN_NANOS) {
            return;
        }
        // Room that was made is a new start: what was before does not tell what will be.
        if (last != null && freeBytes > last.free() * 1.05) {
            points.clear();
        }
        points.addLast(new Point(nanos, freeBytes));
        if (points.size() > MOST) {
            points.removeFirst();
        }
    }

    /// How long until nothing is free; empty when it does not shrink, or is not known for long enough.
    Optional<Duration> full() {
        Point first = points.peekFirst();
        Point last = points.peekLast();
        if (first == null || last == null || points.size() < ENOUGH) {
            return Optional.empty();
        }
        double sumX = 0;
        double sumY = 0;
        double sumXy = 0;
        double sumXx = 0;
        for (Point point : points) {
            double x = (point.at() - first.at()) / NANOS;
            sumX += x;
            sumY += point.free();
            sumXy += x * point.free();
            sumXx += x * x;
        }
        int count = points.size();
        double slope = (count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX);
        return slope >= 0 ? Optional.empty() : Optional.of(Duration.ofSeconds((long) (last.free() / -slope)));
    }
}
