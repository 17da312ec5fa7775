package io.dotmac.console.text;

import java.util.Locale;

/// Values with their units, in at most three digits where that keeps what matters; the same in every language.
public final class Units {
    private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};
    private static final String[] MEMORY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

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
        return Double.isFinite(bytes) ? scaled(bytes, 1000, BYTES) : "";
    }

    /// `512 B`, `1.5 GiB`, `512 MiB`; binary units, in which memory is given out and limited.
    public static String memory(double bytes) {
        return Double.isFinite(bytes) ? scaled(bytes, 1024, MEMORY) : "";
    }

    /// `85 %`.
    public static String percent(double percent) {
        return Double.isFinite(percent) ? Math.round(percent) + " %" : "";
    }

    /// `1,284`.
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// `1 alert`, `1,284 alerts`.
    ///
    /// @param one of them, its plural made with an s
    public static String counted(long count, String one) {
        return count(count) + " " + one + (count == 1 ? "" : "s");
    }

    /// As it is where it is whole, else with two digits after the point: `3`, `0.25`.
    public static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    private static String scaled(double bytes, int step, String[] units) {
        double value = Math.abs(bytes);
        int unit = 0;
        while (value >= step - 0.5 && unit < units.length - 1) {
            value /= step;
            unit++;
        }
        String sign = bytes < 0 ? "-" : "";
        return sign
                + (unit > 0 && value < 9.95
                        ? String.format(Locale.ROOT, "%.1f %s", value, units[unit])
                        : Math.round(value) + " " + units[unit]);
    }
}
