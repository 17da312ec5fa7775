package io.dotmac.server.notification.send;

import io.dotmac.model.alert.Level;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.NoticeTemplate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Puts a notice into words: the usual ones, or those of a receiver's own template.
public final class Phrases {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int SUBJECT = 250;

    private final String url;

    /// @param url of the server as people reach it, empty for none
    public Phrases(String url) {
        this.url = url;
    }

    /// Throws [IllegalArgumentException] naming what is not understood.
    public static void check(NoticeTemplate template) {
        template.subject().ifPresent(Template::of);
        template.body().ifPresent(Template::of);
    }

    /// The words for a receiver.
    public Words words(Notice notice, NoticeTemplate template, String receiver) {
        List<Function<String, String>> items = all(notice).stream()
                .map(item -> (Function<String, String>) name -> ofItem(item, notice, name))
                .toList();
        Function<String, String> values = name -> ofNotice(notice, receiver, name);
        String subject = line(template.subject()
                .map(text -> Template.of(text).fill(values, items))
                .filter(text -> !text.isBlank())
                .orElseGet(() -> subject(notice)));
        if (template.body().isPresent()) {
            String body = Template.of(template.body().get()).fill(values, items);
            return new Words(subject, body, HtmlMail.plain(subject, body));
        }
        return new Words(subject, body(notice, receiver), HtmlMail.page(this, notice, subject, receiver));
    }

    /// The usual first line.
    public static String subject(Notice notice) {
        int more = notice.firingCount() + notice.resolvedCount();
        String what = switch (notice.kind()) {
            case SUMMARY, TEST -> notice.remark();
            case FIRING, RESOLVED, REPEAT, ESCALATION, ACKNOWLEDGED ->
                more <= 1
                        ? notice.first().map(Notice.Item::summary).orElse("nothing")
                        : more + " alerts: " + about(notice);
        };
        return line("[" + mark(notice) + "] " + what);
    }

    /// What stands in brackets before everything.
    static String mark(Notice notice) {
        String level = notice.level() == Level.OK ? "INFO" : notice.level().name();
        return switch (notice.kind()) {
            case FIRING -> level;
            case RESOLVED -> "RESOLVED";
            case REPEAT -> level + ", still";
            case ESCALATION -> level + ", escalated to level " + notice.step();
            case ACKNOWLEDGED -> "ACKNOWLEDGED";
            case SUMMARY -> "SUMMARY";
            case TEST -> "TEST";
        };
    }

    private static String about(Notice notice) {
        List<String> rules =
                all(notice).stream().map(Notice.Item::rule).distinct().limit(4).toList();
        String text = String.join(", ", rules.subList(0, Math.min(3, rules.size())));
        return rules.size() > 3 ? text + "..." : text;
    }

    private String body(Notice notice, String receiver) {
        StringBuilder out = new StringBuilder();
        if (!notice.remark().isEmpty()) {
            out.append(notice.remark()).append("\n\n");
        }
        for (Notice.Item item : all(notice)) {
            out.append(paragraph(item, notice)).append('\n');
        }
        int left = notice.firingCount() + notice.resolvedCount() - all(notice).size();
        if (left > 0) {
            out.append("and ").append(left).append(" more\n\n");
        }
        howTo(notice).forEach(text -> out.append(text).append('\n'));
        out.append(footer(notice, receiver)).append('\n');
        return out.toString();
    }

    private String paragraph(Notice.Item item, Notice notice) {
        StringBuilder out = new StringBuilder();
        String state = item.endsAt().isPresent() ? "RESOLVED" : item.level().name();
        out.append(state).append("  ").append(item.summary()).append('\n');
        facts(item, notice)
                .forEach(fact -> out.append("  ")
                        .append(String.format(Locale.ROOT, "%-8s", fact.name()))
                        .append(' ')
                        .append(fact.text())
                        .append('\n'));
        return out.toString();
    }

    /// A line about an alert.
    record Fact(String name, String text) {}

    List<Fact> facts(Notice.Item item, Notice notice) {
        List<Fact> facts = new ArrayList<>();
        Instant until = item.endsAt().orElse(notice.at());
        facts.add(new Fact("since", time(item.startsAt()) + ", for " + span(item.startsAt(), until)));
        item.endsAt().ifPresent(end -> facts.add(new Fact("until", time(end))));
        String place = String.join(
                " / ",
                List.of(item.label("node"), item.label("target"), item.label("instance")).stream()
                        .filter(text -> !text.isEmpty())
                        .toList());
        if (!place.isEmpty()) {
            facts.add(new Fact("where", place));
        }
        item.because().ifPresent(cause -> facts.add(new Fact("because", cause)));
        item.acked().ifPresent(name -> facts.add(new Fact("has it", name)));
        String description = item.annotations().getOrDefault("description", "");
        if (!description.isEmpty() && !description.equals(item.summary())) {
            facts.add(new Fact("more", description));
        }
        String runbook = item.annotations().getOrDefault("runbook_url", "");
        if (!runbook.isEmpty()) {
            facts.add(new Fact("runbook", runbook));
        }
        facts.add(new Fact("rule", item.rule()));
        facts.add(new Fact("alert", item.fingerprint() + (url.isEmpty() ? "" : "  " + link(item))));
        return facts;
    }

    List<String> howTo(Notice notice) {
        boolean open = notice.firingCount() > 0
                && notice.kind() != NoticeKind.TEST
                && notice.firing().stream().anyMatch(item -> item.acked().isEmpty());
        if (!open) {
            return List.of();
        }
        List<String> lines =
                new ArrayList<>(List.of("To take it on: in a console press g a, choose the alert, press a."));
        if (!url.isEmpty()) {
            notice.firing().stream().findFirst().ifPresent(item -> lines.add("Or: POST " + link(item) + "/ack"));
        }
        lines.add("");
        return lines;
    }

    String footer(Notice notice, String receiver) {
        return "DotMac Ops" + (notice.tenant().isEmpty() ? "" : ", " + notice.tenant()) + ", route " + notice.route()
                + ", to " + receiver + ", " + time(notice.at());
    }

    private String ofNotice(Notice notice, String receiver, String name) {
        return switch (name) {
            case "severity" -> notice.level().name().toLowerCase(Locale.ROOT);
            case "kind" -> notice.kind().name().toLowerCase(Locale.ROOT);
            case "subject" -> subject(notice);
            case "summary" -> notice.first().map(Notice.Item::summary).orElse(notice.remark());
            case "count" -> Integer.toString(notice.firingCount() + notice.resolvedCount());
            case "firing" -> Integer.toString(notice.firingCount());
            case "resolved" -> Integer.toString(notice.resolvedCount());
            case "tenant" -> notice.tenant();
            case "route" -> notice.route();
            case "receiver" -> receiver;
            case "group" -> new java.util.TreeMap<>(notice.group()).toString();
            case "step" -> Integer.toString(notice.step());
            case "remark" -> notice.remark();
            case "time" -> time(notice.at());
            case "url" -> url;
            default -> "";
        };
    }

    private String ofItem(Notice.Item item, Notice notice, String name) {
        int colon = name.indexOf(':');
        if (colon > 0) {
            String key = name.substring(colon + 1);
            return name.startsWith("alert.label:")
                    ? item.label(key)
                    : item.annotations().getOrDefault(key, "");
        }
        return switch (name) {
            case "alert.severity" -> item.level().name().toLowerCase(Locale.ROOT);
            case "alert.summary" -> item.summary();
            case "alert.rule" -> item.rule();
            case "alert.node" -> item.label("node");
            case "alert.target" -> item.label("target");
            case "alert.instance" -> item.label("instance");
            case "alert.value" ->
                item.value().map(value -> Double.toString(value)).orElse("");
            case "alert.since" -> time(item.startsAt());
            case "alert.until" -> item.endsAt().map(Phrases::time).orElse("");
            case "alert.duration" -> span(item.startsAt(), item.endsAt().orElse(notice.at()));
            case "alert.cause" -> item.because().orElse("");
            case "alert.acked" -> item.acked().orElse("");
            case "alert.fingerprint" -> item.fingerprint();
            case "alert.link" -> url.isEmpty() ? "" : link(item);
            case "alert.state" -> item.endsAt().isPresent() ? "resolved" : "firing";
            default -> "";
        };
    }

    String link(Notice.Item item) {
        return url + "/api/v1/alerts/" + item.fingerprint();
    }

    static List<Notice.Item> all(Notice notice) {
        List<Notice.Item> all = new ArrayList<>(notice.firing());
        all.addAll(notice.resolved());
        return all;
    }

    private static String time(Instant at) {
        return TIME.format(at.truncatedTo(ChronoUnit.SECONDS));
    }

    /// `2 d 4 h`, `12 min`, `8 s`.
    static String span(Instant from, Instant to) {
        Duration span = to.isBefore(from) ? Duration.ZERO : Duration.between(from, to);
        if (span.toDays() > 0) {
            return span.toDays() + " d " + span.toHoursPart() + " h";
        }
        if (span.toHours() > 0) {
            return span.toHours() + " h " + span.toMinutesPart() + " min";
        }
        return span.toMinutes() > 0 ? span.toMinutes() + " min" : span.toSeconds() + " s";
    }

    /// A subject must stay one line, whatever a label says.
    private static String line(String text) {
        String one = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return one.length() > SUBJECT ? one.substring(0, SUBJECT - 3) + "..." : one;
    }
}
