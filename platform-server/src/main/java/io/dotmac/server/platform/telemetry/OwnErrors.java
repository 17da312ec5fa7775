package io.dotmac.server.platform.telemetry;

import io.dotmac.server.platform.telemetry.ErrorGroup.Sample;
import io.prometheus.client.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.MDC;

/// The server's own faults, equal ones together, so that the thousandth does not cost a thousand messages.
///
/// A new group is told at once, one that goes on after a while again, and never more than a number a minute. Holds a
/// bounded number of groups; the one that was quiet longest goes first. Safe for use by several threads.
public final class OwnErrors {
    private static final Logger LOG = System.getLogger(OwnErrors.class.getName());
    private static final long MINUTE = 60_000;

    private final ErrorAlertsConfig config;
    private final Clock clock;
    private final Consumer<ErrorNotice> notifier;
    private final Counter occurred;
    private final Counter notices;
    private final Map<String, Entry> entries = new HashMap<>();
    private long minute;
    private int toldThisMinute;
    private long suppressed;

    /// @param notifier takes what people should hear; must not wait
    public OwnErrors(ErrorAlertsConfig config, Telemetry telemetry, Clock clock, Consumer<ErrorNotice> notifier) {
        this.config = config;
        this.clock = clock;
        this.notifier = notifier;
        this.occurred = telemetry.counter("dotmac_own_errors", "Faults of the server itself.");
        this.notices = telemetry.counter("dotmac_own_error_notices", "Notices of own faults.", "result");
        telemetry.gauge("dotmac_own_error_groups", "Kinds of own faults that are remembered.", this::size);
    }

    /// Notes a fault; request, trace and tenant are taken from the log's context.
    ///
    /// @param where route or job, never a path with values
    public void note(Throwable failure, String where) {
        StackOutline outline = StackOutline.of(failure);
        String fingerprint = fingerprint(outline.type(), outline.place(), where);
        occurred.inc();
        Optional<ErrorNotice> notice = add(fingerprint, outline, where);
        if (notice.isPresent()) {
            notices.labels("told").inc();
            ErrorGroup group = notice.get().group();
            LOG.log(
                    Level.ERROR,
                    "own error type={0} place={1} where={2} count={3} suppressed={4} fingerprint={5}",
                    group.type(),
                    group.place(),
                    group.where(),
                    Long.toString(group.count()),
                    Long.toString(notice.get().suppressed()),
                    fingerprint);
            notifier.accept(notice.get());
        }
    }

    /// All groups, the latest first.
    public synchronized List<ErrorGroup> groups() {
        return entries.values().stream()
                .map(Entry::group)
                .sorted(Comparator.comparing(ErrorGroup::lastSeen).reversed().thenComparing(ErrorGroup::fingerprint))
                .toList();
    }

    private synchronized int size() {
        return entries.size();
    }

    private synchronized Optional<ErrorNotice> add(String fingerprint, StackOutline outline, String where) {
        Instant now = clock.instant();
        Entry entry = entries.get(fingerprint);
        if (entry == null) {
            makeRoom();
            entry = new Entry(fingerprint, outline, where, sample(outline), now);
            entries.put(fingerprint, entry);
        }
        entry.count++;
        entry.lastSeen = now;
        boolean due = entry.told == null || !now.isBefore(entry.told.plus(config.repeat()));
        if (!due) {
            return Optional.empty();
        }
        if (!mayTell(now)) {
            suppressed++;
            notices.labels("suppressed").inc();
            return Optional.empty();
        }
        entry.told = now;
        long kept = suppressed;
        suppressed = 0;
        return Optional.of(new ErrorNotice(entry.group(), kept));
    }

    private boolean mayTell(Instant now) {
        long current = now.toEpochMilli() / MINUTE;
        if (current != minute) {
            minute = current;
            toldThisMinute = 0;
        }
        if (toldThisMinute >= config.perMinute()) {
            return false;
        }
        toldThisMinute++;
        return true;
    }

    private void makeRoom() {
        if (entries.size() >= config.groups()) {
            entries.values().stream()
                    .min(Comparator.comparing((Entry entry) -> entry.lastSeen))
                    .ifPresent(oldest -> entries.remove(oldest.fingerprint));
        }
    }

    private static Sample sample(StackOutline outline) {
        return new Sample(
                Optional.ofNullable(MDC.get(LogKeys.REQUEST_ID)),
                Optional.ofNullable(MDC.get(LogKeys.TRACE_ID)),
                Optional.ofNullable(MDC.get(LogKeys.TENANT)),
                outline.lines());
    }

    private static String fingerprint(String... parts) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Entry {
        private final String fingerprint;
        private final StackOutline outline;
        private final String where;
        private final Sample sample;
        private final Instant firstSeen;
        private Instant lastSeen;
        private @org.jspecify.annotations.Nullable Instant told;
        private long count;

        Entry(String fingerprint, StackOutline outline, String where, Sample sample, Instant now) {
            this.fingerprint = fingerprint;
            this.outline = outline;
            this.where = where;
            this.sample = sample;
            this.firstSeen = now;
            this.lastSeen = now;
        }

        ErrorGroup group() {
            return new ErrorGroup(
                    fingerprint, outline.type(), outline.place(), where, count, firstSeen, lastSeen, sample);
        }
    }
}
