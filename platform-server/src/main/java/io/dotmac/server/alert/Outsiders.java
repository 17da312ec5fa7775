package io.dotmac.server.alert;

import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Alerts that somebody outside tells of, again and again while they last; who falls silent lets them end.
final class Outsiders {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int SUMMARY = 400;

    private final AlertLedger ledger;
    private final AlertBook book;
    private final BiConsumer<TenantId, List<AlertChange>> written;
    private final Clock clock;

    Outsiders(AlertLedger ledger, AlertBook book, BiConsumer<TenantId, List<AlertChange>> written, Clock clock) {
        this.ledger = ledger;
        this.book = book;
        this.written = written;
        this.clock = clock;
    }

    /// Stores what was told; returns when it is certain.
    void take(TenantId tenant, List<PostedAlert> posted) {
        Instant now = clock.instant();
        Map<String, Finding> findings = new LinkedHashMap<>();
        posted.forEach(one -> {
            Finding finding = finding(tenant, one, now);
            findings.put(finding.fingerprint(), finding);
        });
        if (!findings.isEmpty()) {
            written.accept(tenant, ledger.take(tenant, findings.values()));
        }
    }

    /// Ends what was not told again in time.
    void expire() {
        Instant now = clock.instant();
        Map<TenantId, List<String>> due = new LinkedHashMap<>();
        for (AlertBook.Entry entry : book.all()) {
            boolean over = entry.external()
                    && entry.alert().endsAt().filter(end -> !end.isAfter(now)).isPresent();
            if (over) {
                due.computeIfAbsent(entry.tenant(), tenant -> new ArrayList<>())
                        .add(entry.alert().fingerprint());
            }
        }
        due.forEach((tenant, fingerprints) -> written.accept(tenant, ledger.expire(tenant, fingerprints)));
    }

    private static Finding finding(TenantId tenant, PostedAlert posted, Instant now) {
        Map<String, String> labels = new LinkedHashMap<>();
        posted.labels().forEach((name, value) -> {
            if (!value.isEmpty()) {
                labels.put(name, value);
            }
        });
        Map<String, String> annotations = posted.annotations().orElse(Map.of());
        boolean over = posted.endsAt().filter(end -> !end.isAfter(now)).isPresent();
        String rule = labels.getOrDefault("alertname", "unnamed");
        Instant ends = posted.endsAt().orElse(now.plus(TIMEOUT));
        return new Finding(
                tenant,
                Fingerprints.of(tenant, labels),
                rule,
                over ? Level.OK : level(labels.getOrDefault("severity", "")),
                summary(rule, annotations),
                labels,
                annotations,
                Optional.empty(),
                posted.startsAt().filter(at -> !at.isAfter(now)).orElse(now),
                Optional.of(ends),
                false,
                false,
                true,
                posted.generatorUrl().orElse(""),
                "");
    }

    private static Level level(String severity) {
        return switch (severity) {
            case "critical", "page", "error", "emergency" -> Level.CRITICAL;
            default -> Level.WARNING;
        };
    }

    private static String summary(String rule, Map<String, String> annotations) {
        String text = annotations.getOrDefault("summary", annotations.getOrDefault("description", rule));
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() > SUMMARY ? line.substring(0, SUMMARY) : line;
    }
}
