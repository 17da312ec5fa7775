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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Serves `GET /metrics` on this machine: what was reported last, in Prometheus' text form.
///
/// Safe for use by several threads.
public final class MetricsPage implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MetricsPage.class.getName());
    private static final List<String> OWN_NAMES = List.of("localhost", "127.0.0.1", "[::1]");
    private static final int BACKLOG = 8;

    private final Latest latest;
    private final MetricsConfig where;
    private final String version;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Map<String, Family> families = Map.of();
    private volatile @Nullable HttpServer server;

    /// @param where to listen, by [#open()]
    /// @param version of the program
    public MetricsPage(AgentConfig config, MetricsConfig where, String version) {
        this.latest = new Latest(config.targets().stream()
                .collect(Collectors.toMap(
                        TargetConfig::name, target -> config.schedule(target).interval())));
        this.where = where;
        this.version = version;
    }

    /// Listens, once; without when the address is taken, for reporting goes on.
    public void open() {
        families = Family.all();
        try {
            listen();
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "metrics cannot be served address={0} cause=\"{1}\"",
                    where.address(),
                    e.getMessage());
        }
    }

    private void listen() throws IOException {
        HttpServer opened = HttpServer.create(where.address(), BACKLOG);
        opened.setExecutor(threads);
        opened.createContext("/", this::answer);
        opened.start();
        server = opened;
        LOG.log(System.Logger.Level.INFO, "metrics are served address={0}", opened.getAddress());
    }

    /// Takes what is reported, also before it listens.
    public void accept(Report report) {
        latest.accept(report);
    }

    /// Where it listens; empty while it does not.
    public Optional<InetSocketAddress> address() {
        return Optional.ofNullable(server).map(HttpServer::getAddress);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals("/metrics")) {
                send(exchange, 404, "there is only /metrics\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "only GET\n");
            } else if (where.address().getAddress().isLoopbackAddress()
                    && !asksUs(exchange.getRequestHeaders().getFirst("Host"))) {
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
        HttpServer listening = server;
        if (listening != null) {
            listening.stop(0);
        }
        threads.close();
    }
}
