package io.dotmac.console.text;

import java.util.Locale;

/// Values with their units, in at most three digits where that keeps what matters; the same in every language.
public final class Units {
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Units() {}

    /// `0.3 s`, `18.4 s`, `4 min`, `3 h`, `2 d`.
    public static String seconds(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "";
        }
        if (seconds < 99.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < 600) {
            return Math.round(seconds) + " s";
        }
        return Ages.of(java.time.Duration.ofSeconds(Math.round(seconds)));
    }

    /// `0.4 ms`, `38 ms`, `1.4 s`.
    public static String millis(double millis) {
        if (!Double.isFinite(millis)) {
            return "";
        }
        if (millis < 9.95) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        return millis < 999.5 ? Math.round(millis) + " ms" : seconds(millis / 1000);
    }

    /// `512 B`, `4.2 kB`, `41 MB`; decimal units.
    public static String bytes(double bytes) {
        if (!Double.isFinite(bytes)) {
            return "";
        }
        double value = Math.abs(bytes);
        int unit = 0;
        while (value >= 999.5 && unit < BYTES.length - 1) {
            value /= 1000;
            unit++;
        }
        String sign = bytes < 0 ? "-" : "";
        return sign
                + (unit > 0 && value < 9.95
                        ? String.format(Locale.ROOT, "%.1f %s", value, BYTES[unit])
                        : Math.round(value) + " " + BYTES[unit]);
    }

    /// `85 %`.
    public static String percent(double percent) {
        return Double.isFinite(percent) ? Math.round(percent) + " %" : "";
    }

    /// `1,284`.
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
