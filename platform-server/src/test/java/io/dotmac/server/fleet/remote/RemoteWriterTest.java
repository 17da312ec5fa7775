package io.dotmac.server.fleet.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import io.dotmac.server.TestReports;
import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A store that fails, refuses and hangs.
class RemoteWriterTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final NodeId NODE = new NodeId(new UUID(0, 1));

    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final Queue<byte[]> bodies = new ConcurrentLinkedQueue<>();
    private final Queue<String> headers = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final Telemetry telemetry = new Telemetry();
    private HttpServer store;
    private RemoteWriter writer;

    @BeforeEach
    void start() throws IOException {
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        store.createContext("/write", exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            headers.add(exchange.getRequestHeaders().getFirst("Content-Encoding") + " "
                    + exchange.getRequestHeaders().getFirst("X-Prometheus-Remote-Write-Version") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            Integer answer = answers.poll();
            if (answer != null && answer == 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.sendResponseHeaders(answer == null || answer == 0 ? 204 : answer, -1);
            exchange.close();
        });
        store.start();
        writer = new RemoteWriter(
                new RemoteWriteConfig(
                        "http://127.0.0.1:" + store.getAddress().getPort() + "/write",
                        new Secret("Bearer t"),
                        50,
                        10,
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1)),
                telemetry);
        writer.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        writer.close();
        store.stop(0);
        telemetry.close();
    }

    @Test
    void whatAStoreCannotTakeNowIsSentAgainAsItWas() {
        answers.addAll(List.of(503, 429, 500));

        writer.offer(NODE, samples(5));

        await().atMost(SOON).until(() -> counted("sent") == 5);
        assertThat(bodies).hasSize(4);
        assertThat(bodies.stream().map(java.util.Arrays::hashCode).distinct()).hasSize(1);
        assertThat(headers).containsOnly("snappy 0.1.0 Bearer t");
        assertThat(counted("refused") + counted("dropped")).isZero();
    }

    @Test
    void whatAStoreRefusesIsCountedAndNotSentAgain() {
        answers.add(400);

        writer.offer(NODE, samples(5));
        await().atMost(SOON).until(() -> counted("refused") == 5);
        writer.offer(NODE, samples(2));

        await().atMost(SOON).until(() -> counted("sent") == 2);
        assertThat(bodies).hasSize(2);
    }

    @Test
    void storeThatHangsHoldsNobodyUpAndWhatIsTooMuchIsCounted() {
        answers.add(0);
        writer.offer(NODE, samples(10));
        await().atMost(SOON).until(() -> bodies.size() == 1);

        for (int i = 0; i < 10; i++) {
            writer.offer(NODE, samples(10));
        }

        assertThat(counted("dropped")).isEqualTo(60);
        release.countDown();
        await().atMost(SOON).until(() -> counted("sent") == 50);
    }

    @Test
    void partThatIsNotReportedAnyMoreEnds() {
        Instant begin = Instant.now().minusSeconds(600);
        for (int seq = 1; seq <= 6; seq++) {
            Instant at = begin.plusSeconds(30L * seq);
            TestReports report = TestReports.of("b1", seq, at)
                    .with("host", Health.UP)
                    .with(new SeriesName("host", "disk_used", "/"), 1)
                    .with(new SeriesName("host", "load", ""), 1);
            Report sent = seq == 1
                    ? report.with(new SeriesName("host", "disk_used", "/a"), 1)
                            .with(new SeriesName("host", "disk_read", "/a"), 1)
                            .report()
                    : report.report();
            writer.offer(NODE, "acme", "edge-1", sent, at, Gone.NOTHING);
        }

        await().atMost(SOON).until(() -> counted("sent") == 6 * 2 + 2 + 2); // Two end.
        assertThat(telemetry.scrape()).contains("dotmac_remote_write_series 2.0");
    }

    private static Outgoing samples(int count) {
        int[] after = new int[count];
        for (int row = 0; row < count; row++) {
            after[row] = row;
        }
        Samples samples = new Samples(
                List.of(new SeriesName("host", "load", "")), Instant.now(), new int[count], after, new double[count]);
        return new Outgoing("acme", "edge-" + System.nanoTime(), samples, 0, Instant.now());
    }

    private double counted(String result) {
        return telemetry
                .scrape()
                .lines()
                .filter(line -> line.startsWith("dotmac_remote_write_samples_total{result=\"" + result + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
