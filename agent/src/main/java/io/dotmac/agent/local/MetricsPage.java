package io.dotmac.agent.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.MetricsConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.model.report.Report;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// Serves `GET /metrics` on this machine: what was reported last, in Prometheus' text form.
///
/// Safe for use by several threads.
public final class MetricsPage implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MetricsPage.class.getName());
    private static final List<String> OWN_NAMES = List.of("localhost", "127.0.0.1", "[::1]");
    private static final int BACKLOG = 8;

    private final Latest latest;
    private final String version;
    private final Map<String, Family> families = Family.all();
    private final HttpServer server;
    private final ExecutorService threads;
    private final boolean loopback;

    private MetricsPage(Latest latest, String version, HttpServer server, ExecutorService threads, boolean loopback) {
        this.latest = latest;
        this.version = version;
        this.server = server;
        this.threads = threads;
        this.loopback = loopback;
    }

    /// Listens; throws when the address is taken.
    ///
    /// @param where to listen
    /// @param version of the program
    public static MetricsPage open(AgentConfig config, MetricsConfig where, String version) throws IOException {
        Map<String, Duration> intervals = config.targets().stream()
                .collect(Collectors.toMap(
                        TargetConfig::name, target -> config.schedule(target).interval()));
        HttpServer server = HttpServer.create(where.address(), BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        MetricsPage page = new MetricsPage(
                new Latest(intervals),
                version,
                server,
                threads,
                where.address().getAddress().isLoopbackAddress());
        server.setExecutor(threads);
        server.createContext("/", page::answer);
        server.start();
        LOG.log(System.Logger.Level.INFO, "metrics are served address={0}", server.getAddress());
        return page;
    }

    /// Takes what is reported.
    public void accept(Report report) {
        latest.accept(report);
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/metrics")) {
                send(exchange, 404, "there is only /metrics\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "only GET\n");
            } else if (loopback && !asksUs(exchange.getRequestHeaders().getFirst("Host"))) {
                // A page in a browser on this machine must not read it under a name of its own.
                send(exchange, 403, "not served under this name\n");
            } else {
                exchange.getResponseHeaders().set("Content-Type", TextFormat.CONTENT_TYPE_004);
                send(exchange, 200, text());
            }
        }
    }

    private static boolean asksUs(String host) {
        return host != null
                && OWN_NAMES.contains(host.replaceAll(":[0-9]+$", "").toLowerCase(Locale.ROOT));
    }

    private String text() throws IOException {
        StringWriter text = new StringWriter();
        TextFormat.write004(text, Exposition.of(latest.view(), families, version));
        return text.toString();
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
