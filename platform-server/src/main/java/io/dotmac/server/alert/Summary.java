package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import java.util.Locale;

/// Fills the words of a rule in.
final class Summary {
    private static final int MAX = 400;

    private Summary() {}

    static String of(AlertRule rule, Place place, double value, Level level) {
        String edge =
                rule.edge(level).map(number -> number(number, rule.unit())).orElse("");
        String text = rule.summary()
                .replace("{value}", number(value, rule.unit()))
                .replace("{edge}", edge)
                .replace("{target}", place.target())
                .replace("{instance}", place.instance())
                .replace("{node}", place.node());
        return text.length() > MAX ? text.substring(0, MAX) : text;
    }

    private static String number(double value, String unit) {
        String plain = value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, Math.abs(value) < 1e6 ? "%.1f" : "%.3g", value);
        return unit.isEmpty() ? plain : plain + " " + unit;
    }
}
