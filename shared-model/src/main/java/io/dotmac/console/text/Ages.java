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

    /// How long it is to go, to the minute where that counts: `5 min`, `1 h 59 min`, `9 d`; a begun minute is a whole
    /// one.
    public static String left(Duration ahead) {
        long minutes = Math.max(0, (ahead.toSeconds() + 59) / 60);
        if (minutes < 60) {
            return minutes + " min";
        }
        return minutes < 48 * 60
                ? minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min")
                : minutes / (24 * 60) + " d";
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
