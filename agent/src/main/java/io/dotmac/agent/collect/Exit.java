package io.dotmac.agent.collect;

import java.util.Locale;
import java.util.Map;

/// What exit codes mean.
public final class Exit {
    private static final int SIGNALLED = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 9, "SIGKILL", 11, "SIGSEGV",
            13, "SIGPIPE", 15, "SIGTERM");

    private Exit() {}

    /// `exit 127, command not found`.
    public static String words(int code) {
        return "exit " + code
                + switch (code) {
                    case 0 -> "";
                    case 1 -> ", error of the application";
                    case 125 -> ", error of the engine";
                    case 126 -> ", command not executable";
                    case 127 -> ", command not found";
                    default -> code > SIGNALLED ? ", " + signal(code - SIGNALLED) : "";
                };
    }

    /// `SIGTERM`, `signal 33`.
    public static String signal(int number) {
        return SIGNALS.getOrDefault(number, "signal " + number);
    }

    /// `512 MiB`, `1.5 GiB`: limits are set in these units.
    public static String size(long bytes) {
        double mebibytes = bytes / 1048576.0;
        return mebibytes < 1024 ? number(mebibytes) + " MiB" : number(mebibytes / 1024) + " GiB";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : String.format(Locale.ROOT, "%.1f", value);
    }

    /// `2nd`, `3rd`, `11th`.
    public static String ordinal(int number) {
        int tens = number % 100;
        if (tens >= 11 && tens <= 13) {
            return number + "th";
        }
        return number
                + switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
    }
}
