package io.dotmac.server.alert.handover;

import io.dotmac.model.alert.Ack;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.Silence;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes a handover for mail, in Markdown that reads as plain text too.
final class HandoverText {
    private HandoverText() {}

    static String of(Handover handover) {
        StringBuilder text = new StringBuilder("# Handover of " + time(handover.at()) + "\n\nBy "
                + line(handover.byName()) + ". " + signature(handover) + "\n");
        text.append("\n## Notes\n\n")
                .append(handover.notes().isBlank() ? "None." : handover.notes().strip());
        text.append("\n\n## Open alerts (").append(handover.open().size()).append(")\n\n");
        handover.open().stream()
                .sorted(Comparator.comparing(Alert::level).reversed().thenComparing(Alert::startsAt))
                .forEach(alert -> text.append(alert(alert)));
        text.append("\n## Silences about to end (")
                .append(handover.ending().size())
                .append(")\n\n");
        handover.ending().forEach(silence -> text.append(silence(silence)));
        return text.toString();
    }

    private static String signature(Handover handover) {
        return handover.signature()
                .map(one -> "Signed by " + line(one.name()) + " at " + time(one.at())
                        + (one.remark().isEmpty() ? "." : ": " + line(one.remark())))
                .orElse("Not signed yet.");
    }

    private static String alert(Alert alert) {
        String ack = alert.ack().map(HandoverText::ack).orElse("nobody has seen it");
        String owner = alert.owner()
                .map(one -> ", " + line(one.name()) + " works on it")
                .orElse("");
        String quiet = alert.facts().quiet() ? ", quiet" : "";
        return "- " + alert.level().name().toLowerCase(Locale.ROOT) + ": " + line(alert.summary()) + " (" + alert.rule()
                + ", since " + time(alert.startsAt()) + "; " + ack + owner + quiet + ")\n";
    }

    private static String ack(Ack ack) {
        return "seen by " + line(ack.name()) + (ack.why().isEmpty() ? "" : ": " + line(ack.why()));
    }

    private static String silence(Silence silence) {
        List<String> matchers =
                silence.matchers().stream().map(HandoverText::matcher).toList();
        return "- until " + time(silence.endsAt()) + ": " + matchers.stream().collect(Collectors.joining(", ")) + " ("
                + line(silence.createdBy()) + ": " + line(silence.reason()) + ")\n";
    }

    private static String matcher(Matcher matcher) {
        String sign = matcher.isEqual() ? matcher.isRegex() ? "=~" : "=" : matcher.isRegex() ? "!~" : "!=";
        return line(matcher.name() + sign + '"' + matcher.value() + '"');
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MINUTES).toString().replace('T', ' ').replace(":00Z", " UTC");
    }

    /// What others wrote stays on its line.
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
