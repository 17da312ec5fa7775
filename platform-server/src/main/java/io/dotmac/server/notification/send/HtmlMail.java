package io.dotmac.server.notification.send;

import io.dotmac.model.notification.NoticeKind;
import java.util.Locale;

/// The look of an e-mail. Whatever comes from outside is escaped.
final class HtmlMail {
    private static final String PAGE = """
            <!doctype html><html><head><meta charset="utf-8"></head>
            <body style="margin:0;padding:16px;background:#f4f5f7;font:15px/1.45 -apple-system,'Segoe UI',sans-serif;color:#1c2024">
            <div style="max-width:640px;margin:0 auto;background:#fff;border-left:6px solid %s;padding:16px 20px">
            %s</div></body></html>
            """;

    private HtmlMail() {}

    /// A receiver's own words.
    static String plain(String subject, String body) {
        return PAGE.formatted(
                "#56B4E9", heading(subject) + "<div style=\"white-space:pre-wrap\">" + escaped(body) + "</div>\n");
    }

    /// The usual words.
    static String page(Phrases phrases, Notice notice, String subject, String receiver) {
        StringBuilder inner = new StringBuilder(heading(subject));
        if (!notice.remark().isEmpty() && !subject.contains(notice.remark())) {
            inner.append("<p style=\"white-space:pre-wrap\">")
                    .append(escaped(notice.remark()))
                    .append("</p>\n");
        }
        for (Notice.Item item : Phrases.all(notice)) {
            inner.append(alert(phrases, notice, item));
        }
        int left = notice.firingCount()
                + notice.resolvedCount()
                - Phrases.all(notice).size();
        if (left > 0) {
            inner.append("<p>and ").append(left).append(" more</p>\n");
        }
        phrases.howTo(notice).stream()
                .filter(line -> !line.isEmpty())
                .forEach(line -> inner.append("<p style=\"margin:4px 0;color:#444\">")
                        .append(escaped(line))
                        .append("</p>\n"));
        inner.append("<p style=\"margin-top:16px;font-size:12px;color:#777\">")
                .append(escaped(phrases.footer(notice, receiver)))
                .append("</p>\n");
        return PAGE.formatted(color(notice), inner);
    }

    private static String alert(Phrases phrases, Notice notice, Notice.Item item) {
        StringBuilder rows = new StringBuilder();
        for (Phrases.Fact fact : phrases.facts(item, notice)) {
            rows.append("<tr><td style=\"padding:1px 12px 1px 0;color:#777;vertical-align:top\">")
                    .append(escaped(fact.name()))
                    .append("</td><td style=\"padding:1px 0\">")
                    .append(escaped(fact.text()))
                    .append("</td></tr>");
        }
        String state =
                item.endsAt().isPresent() ? "resolved" : item.level().name().toLowerCase(Locale.ROOT);
        return "<div style=\"margin:14px 0\"><b>" + escaped(state + ": " + item.summary())
                + "</b><table style=\"border-collapse:collapse;font-size:14px\">" + rows + "</table></div>\n";
    }

    private static String heading(String text) {
        return "<h1 style=\"margin:0 0 8px;font-size:18px\">" + escaped(text) + "</h1>\n";
    }

    private static String color(Notice notice) {
        if (notice.kind() == NoticeKind.RESOLVED) {
            return "#009E73";
        }
        return switch (notice.level()) {
            case CRITICAL -> "#D55E00";
            case WARNING -> "#E69F00";
            case OK -> "#56B4E9";
        };
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
