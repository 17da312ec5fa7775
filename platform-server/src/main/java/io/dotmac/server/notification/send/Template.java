package io.dotmac.server.notification.send;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Words with `{names}` in them, of which each is replaced by a value, once: what a value contains is never looked at
/// again. `{#alerts}`...`{/alerts}` is repeated for each alert.
final class Template {
    /// Names that stand for something of the message as a whole.
    static final Set<String> OF_NOTICE = Set.of(
            "severity",
            "kind",
            "subject",
            "summary",
            "count",
            "firing",
            "resolved",
            "tenant",
            "route",
            "receiver",
            "group",
            "step",
            "remark",
            "time",
            "url");

    /// Names that stand for something of one alert.
    static final Set<String> OF_ALERT = Set.of(
            "alert.severity",
            "alert.summary",
            "alert.rule",
            "alert.node",
            "alert.target",
            "alert.instance",
            "alert.value",
            "alert.since",
            "alert.until",
            "alert.duration",
            "alert.cause",
            "alert.acked",
            "alert.fingerprint",
            "alert.link",
            "alert.state");

    private static final Pattern NAME = Pattern.compile("\\{([#/]?[a-z]+(?:\\.[a-z]+)?(?::[A-Za-z0-9_.-]{1,64})?)}");
    private static final String BEGIN = "#alerts";
    private static final String END = "/alerts";
    private static final String LABEL = "alert.label:";
    private static final String ANNOTATION = "alert.annotation:";
    private static final int LONGEST = 100_000;

    private final List<Part> parts;

    private sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Value(String name) implements Part {}

    private record Loop(List<Part> parts) implements Part {}

    private Template(List<Part> parts) {
        this.parts = parts;
    }

    /// Reads it; throws [IllegalArgumentException] naming what is not understood.
    static Template of(String text) {
        List<Part> outer = new ArrayList<>();
        List<Part> inner = new ArrayList<>();
        boolean inLoop = false;
        int from = 0;
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            List<Part> here = inLoop ? inner : outer;
            here.add(new Text(text.substring(from, matcher.start())));
            from = matcher.end();
            String name = matcher.group(1);
            if (name.equals(BEGIN) || name.equals(END)) {
                if (inLoop == name.equals(BEGIN)) {
                    throw new IllegalArgumentException("{" + name + "} is not where it can be");
                }
                inLoop = !inLoop;
                if (!inLoop) {
                    outer.add(new Loop(List.copyOf(inner)));
                    inner.clear();
                }
            } else {
                here.add(new Value(known(name)));
            }
        }
        if (inLoop) {
            throw new IllegalArgumentException("{#alerts} has no {/alerts}");
        }
        outer.add(new Text(text.substring(from)));
        return new Template(List.copyOf(outer));
    }

    /// Fills it in.
    ///
    /// @param value gives the value of a name; names of an alert outside of a loop are those of the first one
    /// @param items how many alerts there are, and how a name of one is read
    String fill(Function<String, String> value, List<? extends Function<String, String>> items) {
        StringBuilder out = new StringBuilder();
        Function<String, String> first = items.isEmpty() ? name -> "" : items.getFirst();
        fill(parts, name -> name.startsWith("alert.") ? first.apply(name) : value.apply(name), value, items, out);
        return out.length() > LONGEST ? out.substring(0, LONGEST) : out.toString();
    }

    private static void fill(
            List<Part> parts,
            Function<String, String> value,
            Function<String, String> outer,
            List<? extends Function<String, String>> items,
            StringBuilder out) {
        for (Part part : parts) {
            if (out.length() > LONGEST) {
                return;
            }
            switch (part) {
                case Text(var text) -> out.append(text);
                case Value(var name) -> out.append(value.apply(name));
                case Loop(var inner) -> {
                    for (Function<String, String> item : items) {
                        fill(
                                inner,
                                name -> name.startsWith("alert.") ? item.apply(name) : outer.apply(name),
                                outer,
                                items,
                                out);
                    }
                }
            }
        }
    }

    private static String known(String name) {
        boolean free = name.startsWith(LABEL) || name.startsWith(ANNOTATION);
        if (!free && !OF_NOTICE.contains(name) && !OF_ALERT.contains(name)) {
            throw new IllegalArgumentException("{" + name + "} is not known; there are "
                    + String.join(", ", new java.util.TreeSet<>(OF_NOTICE)) + ", "
                    + String.join(", ", new java.util.TreeSet<>(OF_ALERT))
                    + ", alert.label:NAME, alert.annotation:NAME, #alerts and /alerts");
        }
        return name;
    }
}
