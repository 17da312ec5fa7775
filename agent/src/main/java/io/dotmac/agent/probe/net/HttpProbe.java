package io.dotmac.agent.probe.net;

import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.net.Proxy;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// An HTTP endpoint, asked on a fresh connection each time: a kept one would hide the connect and TLS phases.
public final class HttpProbe extends FreshProbe {
    private static final int MAX_REDIRECTS = 5;
    private static final long MAX_BODY_BYTES = 1 << 20;

    private final TargetConfig.Http target;
    private final Addresses addresses;
    private final Map<Way, OkHttpClient> clients = new HashMap<>();

    /// How a host is reached.
    ///
    /// @param secure whether by TLS; without, the system's certificates are spared, which are megabytes
    /// @param several whether addresses are tried in parallel, by threads that one address does not need
    private record Way(boolean secure, boolean several) {}

    /// @param schedule how often, and how long the whole exchange may take
    public HttpProbe(TargetConfig.Http target, Schedule schedule) {
        super(schedule);
        this.target = target;
        this.addresses = new Addresses(target.allowLoopback());
    }

    private OkHttpClient client(HttpUrl url) {
        return clients.computeIfAbsent(new Way(url.isHttps(), addresses.several(url.host())), this::client);
    }

    private OkHttpClient client(Way way) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .dns(addresses)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .retryOnConnectionFailure(false)
                .fastFallback(way.several)
                .followRedirects(false)
                .eventListenerFactory(
                        call -> Objects.requireNonNull(call.request().tag(Phases.class)));
        if (!way.secure) {
            builder.connectionSpecs(List.of(ConnectionSpec.CLEARTEXT));
        }
        return builder.build();
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        HttpUrl url = target.url();
        try {
            for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
                addresses.checkLiteral(url.host());
                Phases phases = new Phases();
                Call call = client(url).newCall(request(url, phases));
                call.timeout().timeout(left(begun), TimeUnit.MILLISECONDS);
                try (Response response = call.execute()) {
                    HttpUrl next = next(response);
                    if (next == null) {
                        return judge(response, phases, begun);
                    }
                    url = next;
                }
            }
            return Finding.down(ErrorClass.PROTOCOL, "more than " + MAX_REDIRECTS + " redirects");
        } catch (Addresses.Forbidden e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, null, e.getMessage());
        } catch (IOException e) {
            return Faults.finding(e, url.host() + ":" + url.port());
        }
    }

    /// Headers may carry a secret: they go to the configured host alone.
    private Request request(HttpUrl url, Phases phases) {
        Request.Builder request = new Request.Builder()
                .url(url)
                .method(target.method(), null)
                .header("User-Agent", "dotmac-agent")
                .tag(Phases.class, phases);
        if (url.host().equals(target.url().host()) && url.port() == target.url().port()) {
            target.headers().forEach(request::header);
        }
        return request.build();
    }

    private @Nullable HttpUrl next(Response response) {
        String location = response.header("Location");
        if (!target.redirects() || !response.isRedirect() || response.code() == target.status() || location == null) {
            return null;
        }
        return response.request().url().resolve(location);
    }

    private Finding judge(Response response, Phases phases, long begun) throws IOException {
        byte[] body = response.peekBody(MAX_BODY_BYTES).bytes();
        response.body().close();
        double latency = millisSince(begun);
        int status = response.code();
        Map<String, String> facts = new TreeMap<>(phases.facts());
        facts.put("status", Integer.toString(status));
        facts.put("protocol", response.protocol().toString());
        if (status != target.status()) {
            return failed("answers " + status + ", must answer " + target.status(), facts);
        }
        String fault = BodyVerdict.fault(target.body(), body);
        if (fault != null) {
            return failed("answers " + status + ", but " + fault, facts);
        }
        List<Sample> samples = new ArrayList<>(phases.samples());
        samples.add(Sample.of("probe_http_status_code", status));
        certificates(response, facts, samples);
        Remark remark = latency >= target.slow().toMillis()
                ? new Remark(Severity.MINOR, null, "answers " + status + ", slowly: " + Math.round(latency) + " ms")
                : Remark.fine("answers " + status);
        return Finding.answers(remark, latency, facts, samples, null);
    }

    private static void certificates(Response response, Map<String, String> facts, List<Sample> samples) {
        Handshake handshake = response.handshake();
        if (handshake == null) {
            return;
        }
        facts.put("tls", handshake.tlsVersion().javaName());
        handshake.peerCertificates().stream()
                .filter(X509Certificate.class::isInstance)
                .map(each -> ((X509Certificate) each).getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .ifPresent(end -> {
                    facts.put("certificate_ends", end.toString());
                    samples.add(Sample.of("probe_ssl_earliest_cert_expiry", (double) end.getEpochSecond()));
                });
    }

    private static Finding failed(String summary, Map<String, String> facts) {
        Finding down = Finding.down(ErrorClass.PROTOCOL, summary);
        return new Finding(down.health(), down.severity(), null, down.error(), summary, null, facts, List.of(), null);
    }
}
