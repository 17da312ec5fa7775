package io.dotmac.console.filter;

import io.dotmac.console.resource.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a number with its unit, as a filter gives it.
final class Quantity {
    private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,15}(?:\\.[0-9]{1,9})?)\\s*([A-Za-z%]*)");
    private static final Map<String, Double> SECONDS_BY_UNIT =
            Map.of("ms", 0.001, "s", 1.0, "m", 60.0, "min", 60.0, "h", 3_600.0, "d", 86_400.0);
    private static final Map<String, Double> BYTES_BY_UNIT = Map.of(
            "b",
            1.0,
            "kb",
            1e3,
            "mb",
            1e6,
            "gb",
            1e9,
            "tb",
            1e12,
            "kib",
            1024.0,
            "mib",
            1048576.0,
            "gib",
            1073741824.0);

    private Quantity() {}

    /// The value in the kind's base unit.
    static Optional<Double> parse(String text, Kind kind) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        double number = Double.parseDouble(form.group(1));
        return factor(form.group(2), kind).map(factor -> number * factor);
    }

    /// What a filter may give for a kind.
    static String allowed(Kind kind) {
        return switch (kind) {
            case SECONDS, LATENCY, AGE -> "a number with ms, s, min, h or d";
            case BYTES -> "a number with B, kB, MB, GB or TB";
            case PERCENT -> "a number, with % or without";
            case COUNT, TEXT, SEVERITY -> "a number without a unit";
        };
    }

    private static Optional<Double> factor(String unit, Kind kind) {
        if (unit.isEmpty()) {
            return Optional.of(kind == Kind.LATENCY ? 0.001 : 1.0);
        }
        String lower = unit.toLowerCase(java.util.Locale.ROOT);
        return switch (kind) {
            case SECONDS, LATENCY, AGE -> Optional.ofNullable(SECONDS_BY_UNIT.get(lower));
            case BYTES -> Optional.ofNullable(BYTES_BY_UNIT.get(lower));
            case PERCENT -> unit.equals("%") ? Optional.of(1.0) : Optional.empty();
            case COUNT, TEXT, SEVERITY -> Optional.empty();
        };
    }
}
