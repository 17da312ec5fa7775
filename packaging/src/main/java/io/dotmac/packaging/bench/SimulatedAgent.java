package io.dotmac.packaging.bench;

import io.dotmac.client.ApiClient;
import io.dotmac.model.agent.AccessRequest;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.agent.Nonce;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// An agent without probes: it enrols and reports by the real protocol, as fast as it is asked to. For one thread.
final class SimulatedAgent {
    private static final List<String> WATCHED = List.of(
            "host_cpu_percent",
            "host_memory_percent",
            "host_disk_percent",
            "pg_stat_activity_count",
            "probe_ssl_earliest_cert_expiry");
    private static final String VERSION = "bench";

    private final ApiClient client;
    private final NodeId node;
    private final Clock clock;
    private final String boot = UUID.randomUUID().toString();
    private final List<SeriesName> series;
    private long seq;

    private SimulatedAgent(ApiClient client, NodeId node, Clock clock, int seriesCount) {
        this.client = client;
        this.node = node;
        this.clock = clock;
        this.series =
                IntStream.range(0, seriesCount).mapToObj(SimulatedAgent::name).toList();
    }

    /// One series in five is one that the shipped rules watch.
    private static SeriesName name(int index) {
        return switch (index % 5) {
            case 0 -> new SeriesName("host", WATCHED.get(index / 5 % WATCHED.size()), "s" + index);
            default -> new SeriesName("host", "bench_value", "s" + index);
        };
    }

    /// Enrols a node of that name.
    ///
    /// @param operator may mint enrolment tokens
    /// @param seriesCount how many series each report samples
    static SimulatedAgent enrol(ApiClient operator, OkHttpClient http, String name, int seriesCount, Clock clock)
            throws IOException, GeneralSecurityException {
        HttpUrl base = operator.base();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        EnrolmentToken token = operator.post(
                "/api/v1/agents/enrolment-tokens",
                new NewEnrolmentToken(Optional.of(name), Optional.empty(), Optional.empty()),
                EnrolmentToken.class);
        ApiClient stranger = new ApiClient(http, base, Optional::empty);
        NodeId node = stranger.post(
                        "/api/v1/agents/enrol",
                        new Enrolment(
                                token.token(),
                                name,
                                base64.encodeToString(keys.getPublic().getEncoded()),
                                VERSION,
                                "Linux"),
                        Enrolled.class)
                .node();
        String nonce =
                stranger.post("/api/v1/agents/nonce", Map.of(), Nonce.class).nonce();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(nonce.getBytes(StandardCharsets.UTF_8));
        AccessToken access = stranger.post(
                "/api/v1/agents/token",
                new AccessRequest(node, nonce, base64.encodeToString(signature.sign())),
                AccessToken.class);
        ApiClient own = new ApiClient(http, base, () -> Optional.of(access.accessToken()));
        return new SimulatedAgent(own, node, clock, seriesCount);
    }

    /// The node that it enrolled.
    NodeId node() {
        return node;
    }

    /// Reports `rows` samples, one of each series in turn, and returns once the server has stored them.
    Receipt report(int rows) throws IOException {
        Instant now = clock.instant();
        int[] name = new int[rows];
        int[] after = new int[rows];
        double[] value = new double[rows];
        for (int row = 0; row < rows; row++) {
            name[row] = row % series.size();
            after[row] = row / series.size();
            value[row] = row * 0.25 + seq;
        }
        return send(
                now, List.of(), new Samples(series, now.minusMillis(rows / series.size() + 1L), name, after, value));
    }

    /// Reports one dependency as up or down.
    Receipt report(String dependency, boolean up) throws IOException {
        Instant now = clock.instant();
        DependencyState state = new DependencyState(
                dependency,
                DependencyKind.REDIS,
                up ? Health.UP : Health.DOWN,
                up ? Severity.OK : Severity.CRITICAL,
                Optional.empty(),
                Optional.empty(),
                "report " + (seq + 1),
                now,
                now,
                Optional.empty(),
                Map.of());
        return send(now, List.of(state), Samples.none(now));
    }

    private Receipt send(Instant now, List<DependencyState> states, Samples samples) throws IOException {
        seq++;
        Report report = new Report(
                boot,
                seq,
                now,
                System.nanoTime() / 1_000_000,
                false,
                10_000,
                VERSION,
                Optional.empty(),
                Optional.empty(),
                states,
                List.of(),
                samples,
                List.of());
        return client.post("/api/v1/agents/reports", report, Receipt.class);
    }
}
