package io.dotmac.packaging.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dotmac.model.Json;
import io.dotmac.model.report.Report;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/// Stands between an agent and its server: remembers which reports the server acknowledged, loses some answers and
/// brings some reports twice.
final class HarmfulWay implements AutoCloseable {
    private static final Set<String> OF_THE_HOP =
            Set.of("host", "connection", "content-length", "upgrade", "transfer-encoding", "expect", "http2-settings");
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int ONE_IN = 5;

    private final HttpServer listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String server;
    private final Random random;
    private final Map<Key, Integer> samplesByReport = new ConcurrentHashMap<>();
    private final Set<Key> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger doubled = new AtomicInteger();

    /// Which report of which life of the agent.
    record Key(String boot, long seq) {}

    private HarmfulWay(HttpServer listener, String server, long seed) {
        this.listener = listener;
        this.server = server;
        this.random = new Random(seed);
    }

    static HarmfulWay to(String server, long seed) throws IOException {
        HttpServer listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HarmfulWay way = new HarmfulWay(listener, server, seed);
        listener.setExecutor(way.threads);
        listener.createContext("/", way::pass);
        listener.start();
        return way;
    }

    /// Where an agent finds its server.
    String url() {
        return "http://127.0.0.1:" + listener.getAddress().getPort();
    }

    /// Those of which the server said that it has them.
    Set<Key> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /// How many samples each report has that an agent sent.
    Map<Key, Integer> samplesByReport() {
        return Map.copyOf(samplesByReport);
    }

    int answersLost() {
        return lost.get();
    }

    int reportsDoubled() {
        return doubled.get();
    }

    /// What is closed without an answer is a connection that broke.
    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            switch (exchange.getRequestURI().getPath()) {
                case "/api/v1/agents/control" -> exchange.sendResponseHeaders(503, -1);
                case "/api/v1/agents/reports" -> passReport(exchange, body);
                default -> answer(exchange, forward(exchange, body));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passReport(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        Report report = Json.read(plain(exchange, body), Report.class);
        Key key = new Key(report.boot(), report.seq());
        samplesByReport.put(key, report.samples().size());
        HttpResponse<byte[]> answer = forward(exchange, body);
        if (answer.statusCode() == 200) {
            acknowledged.add(key);
        }
        switch (dice()) {
            case 0 -> lost.incrementAndGet();
            case 1 -> {
                doubled.incrementAndGet();
                answer(exchange, forward(exchange, body));
            }
            default -> answer(exchange, answer);
        }
    }

    private synchronized int dice() {
        return random.nextInt(ONE_IN);
    }

    private static byte[] plain(HttpExchange exchange, byte[] body) throws IOException {
        if (!"gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            return body;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + exchange.getRequestURI()))
                .timeout(LONGEST)
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        for (Map.Entry<String, List<String>> header :
                exchange.getRequestHeaders().entrySet()) {
            if (passes(header.getKey())) {
                header.getValue().forEach(value -> request.header(header.getKey(), value));
            }
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void answer(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        answer.headers().map().forEach((name, values) -> {
            if (passes(name)) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
        exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
        exchange.getResponseBody().write(answer.body());
    }

    private static boolean passes(String header) {
        return !OF_THE_HOP.contains(header.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        listener.stop(0);
        client.close();
        threads.close();
    }
}
