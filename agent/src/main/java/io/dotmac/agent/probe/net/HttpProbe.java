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
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLSession;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// An HTTP endpoint, asked on a fresh connection each time: a kept one would hide the connect and TLS phases.
public final class HttpProbe extends FreshProbe {
    private static final int MAX_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final TargetConfig.Http target;
    private final Addresses addresses;

    /// @param schedule how often, and how long the whole exchange may take
    public HttpProbe(TargetConfig.Http target, Schedule schedule) {
        super(schedule);
        this.target = target;
        this.addresses = new Addresses(target.allowLoopback());
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        HttpUrl url = target.url();
        try {
            for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
                HttpExchange exchange = HttpExchange.with(
                        target, url, addresses, begun, timeout().toMillis());
                HttpUrl next = next(url, exchange.answer());
                if (next == null) {
                    return judge(exchange, millisSince(begun));
                }
                url = next;
            }
            return Finding.down(ErrorClass.PROTOCOL, "more than " + MAX_REDIRECTS + " redirects");
        } catch (Addresses.Forbidden e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, null, e.getMessage());
        } catch (IOException e) {
            return Faults.finding(e, url.host() + ":" + url.port());
        } catch (GeneralSecurityException e) {
            return Finding.unknown(
                    UnknownReason.NOT_CONFIGURED, ErrorClass.CERT, "trusted authorities: " + e.getMessage());
        }
    }

    private @Nullable HttpUrl next(HttpUrl url, HttpAnswer answer) {
        if (!target.redirects() || !REDIRECTS.contains(answer.status()) || answer.status() == target.status()) {
            return null;
        }
        return answer.header("Location").map(url::resolve).orElse(null);
    }

    private Finding judge(HttpExchange exchange, double latency) throws IOException {
        HttpAnswer answer = exchange.answer();
        int status = answer.status();
        Map<String, String> facts = new TreeMap<>(exchange.phases().facts());
        facts.put("status", Integer.toString(status));
        facts.put("protocol", answer.protocol());
        if (status != target.status()) {
            return failed("answers " + status + ", must answer " + target.status(), facts);
        }
        String fault = BodyVerdict.fault(target.body(), answer.body());
        if (fault != null) {
            return failed("answers " + status + ", but " + fault, facts);
        }
        List<Sample> samples = new ArrayList<>(exchange.phases().samples());
        samples.add(Sample.of("probe_http_status_code", status));
        certificates(exchange.session(), facts, samples);
        Remark remark = latency >= target.slow().toMillis()
                ? new Remark(Severity.MINOR, null, "answers " + status + ", slowly: " + Math.round(latency) + " ms")
                : Remark.fine("answers " + status);
        return Finding.answers(remark, latency, facts, samples, null);
    }

    private static void certificates(@Nullable SSLSession session, Map<String, String> facts, List<Sample> samples)
            throws IOException {
        if (session == null) {
            return;
        }
        facts.put("tls", session.getProtocol());
        Arrays.stream(session.getPeerCertificates())
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
