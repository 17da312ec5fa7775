package io.dotmac.agent.link;

import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.report.Sequence;
import io.dotmac.client.ApiClient;
import io.dotmac.client.ApiException;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends reports one by one: what is new first, then what was kept, oldest first, as fast as the server lets it.
///
/// A report's number never changes; it leaves the spool when the server has it, or will never take it.
final class Sender implements Runnable {
    private static final System.Logger LOG = System.getLogger(Sender.class.getName());
    private static final String REPORTS = "/api/v1/agents/reports";
    private static final int MAX_FRESH = 32;
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final long LEAST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final ApiClient api;
    private final Access access;
    private final Spool spool;
    private final Quarantine quarantine;
    private final ClockOffset offset;
    private final Clock clock;
    private final Sequence sequence;
    private final Backoff backoff;
    private final Spread spread;
    private final Wake retry;
    private final Wake serverIsBack;
    private final Consumer<String> revoked;
    private final Wake arrivals = new Wake();
    private final Deque<Spool.Entry> fresh = new ArrayDeque<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile int failures;
    private long awaySince;
    private long backlogAt = System.nanoTime();

    /// How the sender and the rest of the link wake each other.
    ///
    /// @param retry is signalled when the server may be back
    /// @param serverIsBack is signalled when a report arrives after an outage
    /// @param revoked hears why the node was taken out of service
    record Signals(Wake retry, Wake serverIsBack, Consumer<String> revoked) {}

    Sender(
            ApiClient api,
            Access access,
            Spool spool,
            Quarantine quarantine,
            ClockOffset offset,
            Clock clock,
            Sequence sequence,
            Backoff backoff,
            Spread spread,
            Signals signals) {
        this.api = api;
        this.access = access;
        this.spool = spool;
        this.quarantine = quarantine;
        this.offset = offset;
        this.clock = clock;
        this.sequence = sequence;
        this.backoff = backoff;
        this.spread = spread;
        this.retry = signals.retry();
        this.serverIsBack = signals.serverIsBack();
        this.revoked = signals.revoked();
    }

    /// Keeps a report first and has it sent next.
    void accept(Report report) {
        boolean away = failures > 0;
        Position position = spool.append(report, away);
        synchronized (fresh) {
            // While the server is away the newest is enough to begin with; the others come from the spool.
            while (fresh.size() >= (away ? 1 : MAX_FRESH)) {
                fresh.removeFirst();
            }
            fresh.addLast(new Spool.Entry(position, report));
        }
        arrivals.signal();
    }

    long sent() {
        return sent.get();
    }

    long failed() {
        return failed.get();
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Spool.Entry entry = next();
                if (entry == null) {
                    arrivals.await(spool.isEmpty() ? IDLE : untilBacklog());
                    continue;
                }
                deliver(entry);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Spool.@Nullable Entry next() {
        synchronized (fresh) {
            while (!fresh.isEmpty()) {
                Spool.Entry entry = fresh.removeFirst();
                if (spool.isPending(entry.position())) {
                    return entry;
                }
            }
        }
        if (System.nanoTime() - backlogAt < 0) {
            return null;
        }
        return spool.oldest().orElse(null);
    }

    private Duration untilBacklog() {
        return Duration.ofNanos(Math.max(LEAST_PAUSE_NANOS, backlogAt - System.nanoTime()));
    }

    private void deliver(Spool.Entry entry) throws InterruptedException {
        try {
            Receipt receipt = post(entry.report());
            spool.acknowledge(entry.position());
            receipt.returnSpreadMillis().ifPresent(spread::told);
            arrived(receipt.nextAfterMillis());
        } catch (ApiException e) {
            refused(entry, e);
        } catch (AccessRefused e) {
            e.revoked().ifPresent(revoked);
            away(entry, e.getMessage(), e.retryAfter());
        } catch (IOException e) {
            away(entry, e.toString(), Optional.empty());
        }
    }

    private Receipt post(Report report) throws IOException {
        access.ensure();
        Optional<String> token = access.current();
        try {
            return exchange(report);
        } catch (ApiException e) {
            if (e.status() != 401) {
                throw e;
            }
            access.refuse(token);
            access.ensure();
            return exchange(report);
        }
    }

    private Receipt exchange(Report report) throws IOException {
        Instant before = clock.instant();
        Receipt receipt = api.post(REPORTS, report, Receipt.class);
        offset.add(before, receipt.receivedAt(), receipt.sentAt(), clock.instant());
        return receipt;
    }

    private void arrived(long nextAfterMillis) {
        sent.incrementAndGet();
        backlogAt = System.nanoTime()
                + Duration.ofMillis(Math.clamp(nextAfterMillis, 0, LONGEST_PAUSE_MILLIS))
                        .toNanos();
        if (failures > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "server reached again url={0} tries={1} backlog_bytes={2}",
                    api.base(),
                    failures,
                    Long.toString(spool.pendingBytes()));
            failures = 0;
            serverIsBack.signal();
        }
    }

    private void refused(Spool.Entry entry, ApiException e) throws InterruptedException {
        switch (e.status()) {
            case 409 -> {
                spool.acknowledge(entry.position());
                arrived(0);
            }
            case 413 -> split(entry, e);
            case 400, 422 -> setAside(entry, e);
            default -> {
                AccessRefused.revoked(e).ifPresent(revoked);
                away(entry, e.getMessage(), e.retryAfter());
            }
        }
    }

    private void split(Spool.Entry entry, ApiException e) throws InterruptedException {
        Report report = entry.report();
        if (!Splitting.possible(report)) {
            setAside(entry, e);
            return;
        }
        // The halves are kept before the whole is let go: rather twice than never.
        spool.append(Splitting.second(report, sequence.boot(), sequence.next(), sequence.monotonicMillis()), true);
        Report first = Splitting.first(report);
        Position position = spool.append(first, true);
        spool.acknowledge(entry.position());
        LOG.log(
                System.Logger.Level.INFO,
                "report too large, split seq={0} samples={1}",
                Long.toString(report.seq()),
                report.samples().size());
        deliver(new Spool.Entry(position, first));
    }

    private void setAside(Spool.Entry entry, ApiException e) {
        LOG.log(
                System.Logger.Level.WARNING,
                "report refused for good seq={0} boot={1} answer=\"{2}\"",
                Long.toString(entry.report().seq()),
                entry.report().boot(),
                e.getMessage());
        quarantine.put(entry.report());
        spool.lost(entry.report(), "refused by the server: " + e.status());
        spool.acknowledge(entry.position());
        failed.incrementAndGet();
    }

    private void away(Spool.Entry entry, @Nullable String cause, Optional<Duration> retryAfter)
            throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        failed.incrementAndGet();
        if (failures == 0) {
            awaySince = System.nanoTime();
            // What was signalled while all was well says nothing about this outage.
            retry.forget();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "server out of reach, reports are kept url={0} cause=\"{1}\"",
                    api.base(),
                    cause);
        }
        int tries = failures + 1;
        failures = tries;
        synchronized (fresh) {
            while (fresh.size() > 1) {
                fresh.removeFirst();
            }
            if (fresh.isEmpty()) {
                fresh.addLast(entry);
            }
        }
        Duration delay = backoff.delay(tries, Duration.ofNanos(System.nanoTime() - awaySince));
        if (retryAfter.isPresent()) {
            // Asked for peace: no earlier signal counts.
            wait(delay.compareTo(retryAfter.get()) > 0 ? delay : retryAfter.get());
            return;
        }
        retry.await(delay);
    }

    private static void wait(Duration length) throws InterruptedException {
        new Wake().await(length.compareTo(Duration.ofMinutes(10)) > 0 ? Duration.ofMinutes(10) : length);
    }
}
