package io.dotmac.console.resource;

import io.dotmac.console.live.Seen;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Units;
import io.dotmac.model.fleet.ReplicationLink;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Small wordings that several screens share.
public final class Words {
    private static final Duration LATE = Duration.ofSeconds(15);

    private Words() {}

    /// `CATCHING_UP` as `catching up`.
    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// `18.4 s`, `> 18.4 s` when the truth may be worse, `unknown`; never 0 when it is not known.
    public static String lag(ReplicationLink link) {
        return link.lagSeconds()
                .map(seconds -> (link.lagIsLowerBound() ? "> " : "") + Units.seconds(seconds))
                .orElse("unknown");
    }

    /// `now` for what comes in as it should, so that a calm table stands still; else how long ago.
    static String seen(Seen<?> seen) {
        return seen.age().compareTo(LATE) < 0 ? "now" : Ages.of(seen.age());
    }

    /// `2 s ago`, and by whom when that was this console itself.
    static String heard(Seen<?> seen) {
        return Ages.of(seen.age()) + " ago" + (seen.direct() ? ", by this console" : "");
    }

    /// `STALE` for a stale row, else plain.
    static Severity staleOnly(Seen<?> seen) {
        return seen.stale() ? Severity.STALE : Severity.OK;
    }

    /// `600 ms ahead`, `3,000 ms behind`, `in time`.
    static String offset(long millis) {
        if (millis == 0) {
            return "in time";
        }
        String size = String.format(Locale.ROOT, "%,d ms", Math.abs(millis));
        return size + (millis > 0 ? " ahead" : " behind");
    }

    /// Two digits after the point.
    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /// What the probe read, sorted by name.
    static List<Section.Field> facts(Map<String, String> facts) {
        List<Section.Field> fields = new ArrayList<>();
        facts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(fact -> fields.add(Section.Field.of(fact.getKey(), fact.getValue())));
        return fields;
    }
}
