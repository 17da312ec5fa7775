package io.dotmac.agent.probe.s3;

import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.probe.net.BoundedDns;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/// A bucket of an object store, asked by a signed HEAD for it, or for one of its objects. Reads no content.
public final class S3Probe extends FreshProbe {
    private final ServiceTarget.S3 target;
    private final Clock clock;
    private final OkHttpClient client;
    private final HttpUrl url;

    /// @param schedule how often, and how long a check may take
    public S3Probe(ServiceTarget.S3 target, Schedule schedule, Clock clock) {
        super(schedule);
        this.target = target;
        this.clock = clock;
        this.client = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .callTimeout(schedule.timeout())
                .dns(new BoundedDns(schedule.timeout()))
                .build();
        this.url = url(target);
    }

    private static HttpUrl url(ServiceTarget.S3 target) {
        HttpUrl.Builder builder = target.endpoint().newBuilder().query(null);
        if (target.pathStyle()) {
            builder.addPathSegment(target.bucket());
        } else {
            builder.host(target.bucket() + "." + target.endpoint().host());
        }
        if (target.object() != null) {
            builder.addPathSegments(target.object());
        }
        return builder.build();
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        String address = url.host() + ":" + url.port();
        try {
            SigV4 signer = new SigV4(target.accessKey(), target.secretKey().reveal(), target.region());
            Request.Builder request = new Request.Builder().url(url).head();
            boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
            String host = usual ? url.host() : url.host() + ":" + url.port();
            signer.headers("HEAD", host, url.encodedPath(), "", Map.of(), clock.instant())
                    .forEach(request::header);
            try (Response response = client.newCall(request.build()).execute()) {
                return judge(response, millisSince(begun));
            }
        } catch (IOException e) {
            return Faults.finding(e, address);
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "secret-key-file cannot be read");
        }
    }

    private Finding judge(Response response, double millis) {
        String what = target.object() == null
                ? "bucket " + target.bucket()
                : target.object() + " in bucket " + target.bucket();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("status", Integer.toString(response.code()));
        for (String header : List.of("x-amz-bucket-region", "Server", "Content-Length", "Last-Modified")) {
            String value = response.header(header);
            if (value != null) {
                facts.put(header.toLowerCase(Locale.ROOT).replace('-', '_'), value);
            }
        }
        return switch (response.code()) {
            case 200, 204 -> {
                Remark remark = millis >= target.slow().toMillis()
                        ? new Remark(Severity.MINOR, null, what + " answers slowly: " + Math.round(millis) + " ms")
                        : Remark.fine(what + " can be read");
                yield Finding.answers(
                        remark,
                        millis,
                        facts,
                        List.of(Sample.of("probe_http_status_code", (long) response.code())),
                        null);
            }
            case 301, 307, 400 -> {
                String region = response.header("x-amz-bucket-region");
                yield failed(
                        region == null || region.equals(target.region())
                                ? "the store answers " + response.code() + " for " + what
                                : what + " is in region " + region + ", not in " + target.region(),
                        ErrorClass.PROTOCOL,
                        facts);
            }
            case 401, 403 ->
                Finding.unknown(
                        UnknownReason.PERMISSION,
                        ErrorClass.PERMISSION,
                        "key " + target.accessKey() + " may not read " + what);
            case 404 -> failed(what + " is not there", ErrorClass.PROTOCOL, facts);
            case 503 -> failed("the store asks to slow down or is starting", ErrorClass.STARTING_UP, facts);
            default -> failed("the store answers " + response.code() + " for " + what, ErrorClass.PROTOCOL, facts);
        };
    }

    private static Finding failed(String summary, ErrorClass error, Map<String, String> facts) {
        Finding down = Finding.down(error, summary);
        return new Finding(down.health(), down.severity(), null, error, summary, null, facts, List.of(), null);
    }
}
