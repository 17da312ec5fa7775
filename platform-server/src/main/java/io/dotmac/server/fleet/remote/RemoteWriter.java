package io.dotmac.server.fleet.remote;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.platform.telemetry.OutboundHttp;
import io.dotmac.server.platform.telemetry.Telemetry;
import io.prometheus.client.Counter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes samples on, one request after the other, so that each series stays in the order of time. Whoever stores
/// samples is never held up: what does not fit the queue is dropped and counted, since the platform has it anyway.
///
/// Safe for use by several threads; one thread sends.
public final class RemoteWriter implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RemoteWriter.class.getName());
    private static final String TARGET = "remote-write";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final int TOO_MANY = 429;
    private static final int SHOWN = 200;
    private static final int MOST_NAMES = 250_000;

    private final RemoteWriteConfig config;
    private final OutboundHttp http;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final KnownSeries known = new KnownSeries(MOST_NAMES);
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Counter samples;
    private final Counter retries;
    private @Nullable Thread sender;
    private volatile boolean failing;

    /// Sends nothing before [#start()].
    public RemoteWriter(RemoteWriteConfig config, Telemetry telemetry) {
        this.config = config;
        this.http = telemetry.outbound();
        this.samples = telemetry.counter(
                "dotmac_remote_write_samples",
                "Samples written on to a store of metrics, by what became of them: sent, refused by it, or dropped.",
                "result");
        this.retries = telemetry.counter("dotmac_remote_write_retries", "Requests that had to be sent again.");
        telemetry.gauge("dotmac_remote_write_waiting", "Samples that wait to be written on.", waiting::get);
        telemetry.gauge(
                "dotmac_remote_write_series", "Series that are written on and whose end is told.", this::series);
    }

    /// Sends from now on, where it is set to where.
    public void start() {
        if (config.isOn()) {
            sender = Thread.ofVirtual().name("remote-writer").start(this::sendForever);
        }
    }

    /// Takes samples of a node over; returns at once, whatever the store does.
    void offer(NodeId node, Outgoing outgoing) {
        int count = outgoing.room();
        if (count == 0) {
            return;
        }
        if (waiting.addAndGet(count) > config.queue()) {
            waiting.addAndGet(-count);
            samples.labels("dropped").inc(count);
            return;
        }
        synchronized (known) { // What has ended is told after what came before.
            known.learn(node, outgoing);
            queue.add(outgoing);
        }
    }

    /// The same for those who know reports only; then tells the end of what the report says is gone, and of parts of
    /// targets that are not reported any more.
    ///
    /// @param gone what the node watches no more
    public void offer(NodeId id, String tenant, String node, Report report, Instant receivedAt, Gone gone) {
        long ahead = report.clockOffsetMillis().orElse(0L);
        offer(id, new Outgoing(tenant, node, report.samples(), ahead, receivedAt));
        long found = Outgoing.onServer(report.collectedAt().toEpochMilli(), ahead, receivedAt.toEpochMilli());
        if (!gone.isNothing()) {
            end(id, gone::includes, found);
        }
        synchronized (known) {
            Set<SeriesName> missing = known.missing(id, report, receivedAt);
            if (!missing.isEmpty()) {
                end(id, missing::contains, found);
            }
        }
    }

    /// Another server stored what came of a node, and writes it on from now on. What it says is gone ends here, if it
    /// was written on from here.
    public void elsewhere(NodeId node, Gone gone, Instant at) {
        end(node, gone::includes, at.toEpochMilli());
        synchronized (known) {
            known.forget(node);
        }
    }

    /// A node is silent or taken out: all its series end right after their last samples, so that what it may bring
    /// later of the time since then is still in order.
    ///
    /// @param lastSeen when a server last heard of it; when that was another one, it is for that one to tell
    public void end(NodeId node, Instant lastSeen) {
        synchronized (known) {
            if (known.heardAt(node).filter(at -> at < lastSeen.toEpochMilli()).isPresent()) {
                known.forget(node);
                return;
            }
        }
        end(node, series -> true, 0);
    }

    private void end(NodeId node, Predicate<SeriesName> which, long found) {
        synchronized (known) {
            known.end(node, which, found).ifPresent(queue::add);
        }
    }

    private int series() {
        synchronized (known) {
            return known.size();
        }
    }

    /// Sends what waits if that goes at once, and lets go.
    @Override
    public void close() {
        closed.countDown();
        Thread thread = sender;
        if (thread == null) {
            return;
        }
        try {
            if (!thread.join(GRACE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (waiting.get() > 0) {
            LOG.log(Level.WARNING, "samples were not written on count={0}", waiting.get());
        }
    }

    private void sendForever() {
        try {
            while (closed.getCount() > 0 || !queue.isEmpty()) {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    Batch batch = gather(first);
                    deliver(batch.request);
                    waiting.addAndGet(-batch.taken);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @param taken samples that waited
    private record Batch(WriteRequest request, int taken) {}

    /// Puts together what waits, and for a moment what comes.
    private Batch gather(Waiting first) throws InterruptedException {
        WriteRequest request = new WriteRequest();
        long end = System.nanoTime() + config.pause().toNanos();
        int taken = 0;
        Waiting next = first;
        while (next != null) {
            next.addTo(request);
            taken += next.room();
            long left = closed.getCount() == 0 ? 0 : end - System.nanoTime();
            next = request.samples() >= config.batch() ? null : queue.poll(left, TimeUnit.NANOSECONDS);
        }
        return new Batch(request, taken);
    }

    private void deliver(WriteRequest request) throws InterruptedException {
        byte[] body = Snappy.compress(request.bytes());
        Duration wait = FIRST_RETRY;
        while (true) {
            Sent sent = send(body);
            if (sent.isSettled()) {
                settle(sent, request.samples());
                return;
            }
            if (!failing) {
                failing = true;
                LOG.log(Level.WARNING, "samples cannot be written on, tried again cause={0}", sent.detail);
            }
            retries.inc();
            Duration pause = sent.retryAfter.compareTo(wait) > 0 ? sent.retryAfter : jittered(wait);
            if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                samples.labels("dropped").inc(request.samples());
                return;
            }
            wait = shorter(wait.multipliedBy(2), config.longestRetry());
        }
    }

    private void settle(Sent sent, int count) {
        if (failing) {
            failing = false;
            LOG.log(Level.INFO, "samples are written on again");
        }
        if (sent.status < 300) {
            samples.labels("sent").inc(count);
            return;
        }
        samples.labels("refused").inc(count);
        LOG.log(
                Level.WARNING,
                "samples were refused and are not sent again count={0} status={1} detail={2}",
                count,
                sent.status,
                sent.detail);
    }

    /// What became of a request.
    ///
    /// @param status of the answer, 0 where there was none
    private record Sent(int status, Duration retryAfter, String detail) {
        boolean isSettled() {
            return status >= 200 && status < 500 && status != TOO_MANY;
        }
    }

    private Sent send(byte[] body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(config.url()))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .header("User-Agent", "dotmac")
                .POST(BodyPublishers.ofByteArray(body));
        if (!config.authorization().isEmpty()) {
            request.header("Authorization", config.authorization().value());
        }
        try {
            HttpResponse<byte[]> answer = http.send(TARGET, request.build(), BodyHandlers.ofByteArray());
            String said = new String(answer.body(), StandardCharsets.UTF_8).strip();
            return new Sent(
                    answer.statusCode(),
                    answer.headers()
                            .firstValue("Retry-After")
                            .filter(text -> text.matches("[0-9]{1,4}"))
                            .map(text -> shorter(Duration.ofSeconds(Long.parseLong(text)), config.longestRetry()))
                            .orElse(Duration.ZERO),
                    said.substring(0, Math.min(said.length(), SHOWN)).replaceAll("\\p{Cntrl}", " "));
        } catch (IOException e) {
            return new Sent(0, Duration.ZERO, e.toString());
        }
    }

    private static Duration jittered(Duration wait) {
        return wait.multipliedBy(50 + ThreadLocalRandom.current().nextInt(51)).dividedBy(100);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
