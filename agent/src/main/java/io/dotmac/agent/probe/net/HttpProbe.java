package io.dotmac.agent.probe.net;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.net.Proxy;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Handshake;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// An HTTP endpoint, asked on a fresh connection each time: a kept one would hide the connect and TLS phases.
public final class HttpProbe implements Probe {
    private static final int MAX_REDIRECTS = 5;
    private static final long MAX_BODY_BYTES = 1 << 20;
    private static final double NANOS_PER_MILLI = 1e6;

    private final TargetConfig.Http target;
    private final Duration rhythm;
    private final Duration timeout;
    private final Addresses addresses;
    private final OkHttpClient plain;
    private @Nullable OkHttpClient secure;
    private final Wake wake = new Wake();

    /// @param rhythm between two checks
    /// @param timeout of the whole exchange
    public HttpProbe(TargetConfig.Http target, Duration rhythm, Duration timeout) {
        this.target = target;
        this.rhythm = rhythm;
        this.timeout = timeout;
        this.addresses = new Addresses(target.allowLoopback());
        // Without TLS it spares the system's certificates, which are megabytes.
        this.plain =
                builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();
    }

    private OkHttpClient.Builder builder() {
        return new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .dns(addresses)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .retryOnConnectionFailure(false)
                .followRedirects(false);
    }

    private OkHttpClient client(HttpUrl url) {
        if (!url.isHttps()) {
            return plain;
        }
        OkHttpClient known = secure;
        if (known == null) {
            known = builder().build();
            secure = known;
        }
        return known;
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        HttpUrl url = target.url();
        try {
            for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
                addresses.checkLiteral(url.host());
                Phases phases = new Phases();
                Duration left = timeout.minusNanos(System.nanoTime() - begun);
                try (Response response = client(url)
                        .newBuilder()
                        .eventListener(phases)
                        .callTimeout(left.isPositive() ? left : Duration.ofMillis(1))
                        .build()
                        .newCall(request(url))
                        .execute()) {
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
    private Request request(HttpUrl url) {
        Request.Builder request =
                new Request.Builder().url(url).method(target.method(), null).header("User-Agent", "dotmac-agent");
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
        double latency = (System.nanoTime() - begun) / NANOS_PER_MILLI;
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

    @Override
    public Duration rhythm() {
        return rhythm;
    }

    @Override
    public void rest(Duration longest) throws InterruptedException {
        wake.await(longest);
    }

    @Override
    public void close() {
        // No connection outlives its check.
    }
}
