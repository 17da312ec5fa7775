package io.dotmac.packaging.bench;

import java.util.ArrayList;
import java.util.List;

/// The straight line that fits points best, by least squares, and how sure its slope is.
final class Slope {
    private static final int SURE = 2;

    private final List<Point> points = new ArrayList<>();

    private record Point(double x, double y) {}

    /// How much `y` grows with `x`.
    ///
    /// @param perUnit of `x`
    /// @param error standard error of that
    record Fit(double perUnit, double error) {
        /// Whether it grows faster than that even if the points scatter to its disadvantage: by two standard errors.
        boolean isSurelyAbove(double limit) {
            return perUnit - SURE * error > limit;
        }

        /// The same with another unit of `x`, so many times as long.
        Fit times(double units) {
            return new Fit(perUnit * units, error * units);
        }
    }

    void add(double x, double y) {
        points.add(new Point(x, y));
    }

    /// The line; with fewer than three points nothing is sure.
    Fit fit() {
        double meanX = points.stream().mapToDouble(Point::x).average().orElse(0);
        double meanY = points.stream().mapToDouble(Point::y).average().orElse(0);
        double spread = 0;
        double shared = 0;
        for (Point point : points) {
            spread += (point.x - meanX) * (point.x - meanX);
            shared += (point.x - meanX) * (point.y - meanY);
        }
        if (points.size() < 3 || spread == 0) {
            return new Fit(0, Double.POSITIVE_INFINITY);
        }
        double slope = shared / spread;
        double left = 0;
        for (Point point : points) {
            double off = point.y - meanY - slope * (point.x - meanX);
            left += off * off;
        }
        return new Fit(slope, Math.sqrt(left / (points.size() - 2) / spread));
    }
}
