package io.dotmac.agent.probe.net;

import io.dotmac.agent.probe.Sample;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Protocol;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Measures the phases of one HTTP exchange: resolve, connect, tls, processing, transfer.
final class Phases extends EventListener {
    private final Map<String, Long> nanosByPhase = new LinkedHashMap<>();
    private long mark = System.nanoTime();

    private synchronized void begin() {
        mark = System.nanoTime();
    }

    private synchronized void end(String phase) {
        long now = System.nanoTime();
        nanosByPhase.merge(phase, now - mark, Long::sum);
        mark = now;
    }

    synchronized List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        nanosByPhase.forEach(
                (phase, nanos) -> samples.add(new Sample("probe_http_duration_seconds", phase, nanos / 1e9)));
        return samples;
    }

    synchronized Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        nanosByPhase.forEach((phase, nanos) -> facts.put(phase + "_ms", millis(nanos)));
        return facts;
    }

    /// As milliseconds with two decimals; a formatter would take as long as the rest of a check.
    static String millis(long nanos) {
        long hundredths = Math.round(nanos / 1e4);
        long rest = hundredths % 100;
        return hundredths / 100 + (rest < 10 ? ".0" : ".") + rest;
    }

    @Override
    public void dnsStart(Call call, String name) {
        begin();
    }

    @Override
    public void dnsEnd(Call call, String name, List<InetAddress> addresses) {
        end("resolve");
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        begin();
    }

    @Override
    public void secureConnectStart(Call call) {
        end("connect");
    }

    @Override
    public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
        end("tls");
    }

    @Override
    public void connectEnd(Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
        if (!call.request().isHttps()) {
            end("connect");
        }
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        begin();
    }

    @Override
    public void responseHeadersStart(Call call) {
        end("processing");
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        begin();
    }

    @Override
    public void responseBodyEnd(Call call, long bytes) {
        end("transfer");
    }
}
