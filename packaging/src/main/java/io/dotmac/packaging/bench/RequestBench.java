package io.dotmac.packaging.bench;

import com.sun.net.httpserver.HttpServer;
import io.dotmac.packaging.bench.HttpLoad.Outcome;
import io.dotmac.packaging.demo.Stand;
import io.dotmac.testing.LocalRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// P1 and P2: requests a second beside a bare Helidon route with the same statements on a pool of the same size, in
/// short turns, of which neighbours are compared, as the speed of a shared machine does not stay the same; and what
/// each layer costs, as processor time of the server for one request.
final class RequestBench {
    private static final int SECONDS = 5;
    private static final int TURNS = 12;
    private static final int TURN_SECONDS = 2;
    /// Setting of a rate limit that nobody reaches.
    static final String NO_LIMIT = "900000000/1m";

    private final Stand stand;
    private final Path folder;
    private final Predicate<String> isAsked;

    /// @param isAsked whether a budget is to be measured
    RequestBench(Stand stand, Path folder, Predicate<String> isAsked) {
        this.stand = stand;
        this.folder = folder;
        this.isAsked = isAsked;
    }

    /// Measures; the stand's own server is stopped before and stays so.
    List<Figure> run() throws IOException, InterruptedException {
        String token = stand.clerkToken();
        String watcher = stand.operatorToken();
        stand.stopServer();
        List<Figure> figures = new ArrayList<>();
        Map<String, Double> micros = new HashMap<>();
        Supplier<byte[]> read;
        try (BenchProcess server = server(Map.of())) {
            CustomerSubjects customers = CustomerSubjects.make(stand, token);
            List<Subject> subjects = customers.all();
            for (Subject subject : subjects) {
                if (isAsked.test(subject.id())) {
                    figures.add(compare(server, subject, customers.opening()));
                }
            }
            if (!isAsked.test("P1")) {
                return figures;
            }
            read = subjects.getFirst().request();
            micros.put("live", cost(server, get("/health/live", token)));
            micros.put("me", cost(server, get("/api/v1/nodes?limit=1", watcher)));
            micros.put("sql", cost(server, read));
        }
        micros.put("traced", traced(read));
        figures.addAll(layers(micros));
        return figures;
    }

    private Figure compare(BenchProcess server, Subject subject, String opening)
            throws IOException, InterruptedException {
        if (subject.floor().isEmpty()) {
            return alone(server, subject);
        }
        int barePort = LocalRedis.freePort();
        Map<String, String> environment = Map.of(
                BareServer.URL, stand.runtimeUrl(),
                BareServer.OPEN, opening,
                BareServer.ROWS, String.join(BareServer.THEN, subject.floor()));
        try (BenchProcess bare = BenchProcess.start(
                StartBench.bareCommand(stand, barePort), environment, barePort, folder.resolve("bare.log"))) {
            HttpLoad rows = new HttpLoad(barePort, get("/rows", ""));
            HttpLoad asked = new HttpLoad(stand.port(), subject.request());
            double[] floors = new double[TURNS];
            double[] ours = new double[TURNS];
            double[] tails = new double[TURNS];
            double[] tailRatios = new double[TURNS];
            long errors = 0;
            long floorRequests = 0;
            long ownRequests = 0;
            rows.warmUp(bare);
            asked.warmUp(server);
            long floorCpu = bare.cpu().toNanos();
            long ownCpu = server.cpu().toNanos();
            for (int round = 0; round < TURNS; round++) {
                Outcome floor = rows.run(TURN_SECONDS);
                Outcome own = asked.run(TURN_SECONDS);
                floors[round] = floor.perSecond();
                ours[round] = own.perSecond();
                tails[round] = own.p99Millis();
                tailRatios[round] = own.p99Millis() / floor.p99Millis();
                errors += own.errors() + floor.errors();
                floorRequests += floor.requests();
                ownRequests += own.requests();
            }
            Turns turns = Turns.of(floors, ours);
            return new Figure(
                    subject.id(),
                    "%s, 64 connections, p99 %.1f ms (%.1fx the floor's), cpu %.0f µs a request (floor %.0f), errors %d"
                            .formatted(
                                    subject.what(),
                                    Turns.median(tails),
                                    Turns.median(tailRatios),
                                    (server.cpu().toNanos() - ownCpu) / 1e3 / Math.max(1, ownRequests),
                                    (bare.cpu().toNanos() - floorCpu) / 1e3 / Math.max(1, floorRequests),
                                    errors),
                    "%,.0f req/s".formatted(turns.floor()),
                    "%,.0f req/s".formatted(turns.ours()),
                    "%.2f".formatted(turns.ratio()),
                    "≥ 0.5, p99 ≤ 2x");
        }
    }

    /// Without a floor of its own.
    private Figure alone(BenchProcess server, Subject subject) throws IOException, InterruptedException {
        HttpLoad asked = new HttpLoad(stand.port(), subject.request());
        asked.warmUp(server);
        long before = server.cpu().toNanos();
        Outcome own = asked.run(2 * SECONDS);
        double micros = (server.cpu().toNanos() - before) / 1e3 / Math.max(1, own.requests());
        return new Figure(
                subject.id(),
                "%s, 64 connections, p99 %.1f ms, cpu %.0f µs a request, errors %d"
                        .formatted(subject.what(), own.p99Millis(), micros, own.errors()),
                "",
                "%,.0f req/s".formatted(own.perSecond()),
                "",
                "");
    }

    private double traced(Supplier<byte[]> read) throws IOException, InterruptedException {
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
        try (BenchProcess server = server(Map.of("TELEMETRY__OTEL_ENABLED", "true", "TELEMETRY__ENDPOINT", endpoint))) {
            return cost(server, read);
        } finally {
            collector.stop(0);
        }
    }

    private static List<Figure> layers(Map<String, Double> micros) {
        double live = micros.getOrDefault("live", 0.0);
        double me = micros.getOrDefault("me", 0.0);
        double sql = micros.getOrDefault("sql", 0.0);
        double traced = micros.getOrDefault("traced", 0.0);
        return List.of(
                layer("HTTP, filters, envelope, metrics", live, live),
                layer("token, session, limiter, permission", me - live, me),
                layer("tenancy and the statement", sql - me, sql),
                layer("tracing, every request sampled", traced - sql, traced));
    }

    private static Figure layer(String what, double micros, double sum) {
        return new Figure(
                "P1", "layer: " + what, "", "%.0f µs cpu".formatted(micros), "sum %.0f µs".formatted(sum), "");
    }

    /// Processor time of the server for one request, in microseconds.
    private double cost(BenchProcess server, Supplier<byte[]> request) throws IOException, InterruptedException {
        HttpLoad load = new HttpLoad(stand.port(), request);
        load.warmUp(server);
        long before = server.cpu().toNanos();
        Outcome outcome = load.run(SECONDS);
        return (server.cpu().toNanos() - before) / 1e3 / Math.max(1, outcome.requests());
    }

    private BenchProcess server(Map<String, String> more) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(stand.serverEnvironment());
        environment.put("RATE_LIMITS__API", NO_LIMIT);
        environment.put("RATE_LIMITS__STAFF", NO_LIMIT);
        environment.putAll(more);
        return BenchProcess.start(
                stand.serverCommand(List.of()), environment, stand.port(), folder.resolve("server.log"));
    }

    private static Supplier<byte[]> get(String path, String token) {
        byte[] request = HttpLoad.bytes("GET", path, List.of("Authorization: Bearer " + token), "");
        return () -> request;
    }
}
