package io.dotmac.console.text;

import java.time.Duration;
import java.time.Instant;

/// How long ago something was, in one number and its unit.
public final class Ages {
    private Ages() {}

    /// `41 s`, `12 min`, `3 h`, `9 d`; never negative.
    public static String of(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
    }

    /// Age of `then` at `now`.
    public static String between(Instant then, Instant now) {
        return of(Duration.between(then, now));
    }

    /// `41s`, `12m`, `3h`, `9d`, for cells of a matrix.
    public static String brief(Duration age) {
        return of(age).replace(" min", "m").replace(" ", "");
    }
}
