package io.dotmac.packaging.bench;

/// The straight line that fits points best, by least squares.
final class Slope {
    private double count;
    private double sumX;
    private double sumY;
    private double sumXy;
    private double sumXx;

    void add(double x, double y) {
        count++;
        sumX += x;
        sumY += y;
        sumXy += x * y;
        sumXx += x * x;
    }

    /// How much `y` grows with `x`; 0 for fewer than two points.
    double perSecond() {
        double spread = count * sumXx - sumX * sumX;
        return spread == 0 ? 0 : (count * sumXy - sumX * sumY) / spread;
    }
}
