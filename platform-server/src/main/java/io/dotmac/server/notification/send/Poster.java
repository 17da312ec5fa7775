package io.dotmac.server.notification.send;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/// Posts JSON to addresses that tenants name: only where [Reach] allows, to the very address that was checked, within a
/// bounded time, reading a bounded answer, following nowhere, and never twice by itself.
final class Poster {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final long ANSWER = 8_192;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    private final Reach reach;
    private final Clock clock;
    private final Lazy<OkHttpClient> http;

    /// What came back.
    ///
    /// @param status of HTTP
    /// @param body its beginning; empty when it did not come
    /// @param retryAfter how long to wait
    record Answer(int status, String body, Optional<Duration> retryAfter) {}

    Poster(Reach reach, Duration timeout, Clock clock) {
        this.reach = reach;
        this.clock = clock;
        this.http = new Lazy<>(() -> client(reach, timeout));
    }

    private static OkHttpClient client(Reach reach, Duration timeout) {
        return new OkHttpClient.Builder()
                .dns(new Checked(reach))
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .callTimeout(timeout)
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .build();
    }

    Answer post(String url, Map<String, String> headers, byte[] body) throws IOException {
        HttpUrl address = HttpUrl.get(url);
        if (address.host().contains(":") || address.host().matches("[0-9.]+")) {
            check(reach, address.host()); // The client takes a literal address without asking.
        }
        Request.Builder request = new Request.Builder().url(address).post(RequestBody.create(body, JSON));
        headers.forEach(request::header);
        try (Response response = http.get().newCall(request.build()).execute()) {
            return new Answer(response.code(), beginning(response), retryAfter(response));
        }
    }

    /// What is told of an answer that is no success.
    static Outcome refusal(Answer answer) {
        int status = answer.status;
        String error = "answered " + status + (answer.body.isBlank() ? "" : ": " + line(answer.body));
        if (status >= 300 && status < 400) {
            return new Outcome.Never(error + "; redirects are not followed");
        }
        if (status >= 500 || status == 408 || status == 425 || status == 429) {
            return new Outcome.Later(error, answer.retryAfter);
        }
        return new Outcome.Never(error);
    }

    /// What is told when nothing came back.
    static Outcome failure(IOException cause) {
        if (cause instanceof OutOfReach) {
            return new Outcome.Never(String.valueOf(cause.getMessage()));
        }
        String message = line(String.valueOf(cause.getMessage()));
        String why = switch (cause) {
            case UnknownHostException _ -> "no such name: " + message.split(":", 2)[0];
            case ConnectException _ -> "refuses connections: " + message;
            case SSLException _ -> "its certificate or its TLS is not accepted: " + message;
            case InterruptedIOException _ -> "did not answer in time";
            default -> "the connection broke: " + message;
        };
        return new Outcome.Later(why, Optional.empty());
    }

    static String line(String text) {
        String one = text.replaceAll("\\s+", " ").strip();
        return one.length() > 300 ? one.substring(0, 300) : one;
    }

    private static String beginning(Response response) {
        try {
            BufferedSource source = response.body().source();
            source.request(ANSWER);
            return source.getBuffer()
                    .snapshot((int) Math.min(ANSWER, source.getBuffer().size()))
                    .utf8();
        } catch (IOException e) {
            return ""; // The status has come, which is what counts.
        }
    }

    private Optional<Duration> retryAfter(Response response) {
        String text = response.header("Retry-After");
        if (text == null) {
            return Optional.empty();
        }
        return seconds(text.strip()).map(wait -> wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait);
    }

    private Optional<Duration> seconds(String text) {
        if (text.matches("[0-9]{1,6}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), until);
            return wait.isPositive() ? Optional.of(wait) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty(); // As if it had not said anything.
        }
    }

    private static List<InetAddress> check(Reach reach, String host) throws UnknownHostException {
        List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
        for (InetAddress address : addresses) {
            if (!reach.allows(address)) {
                throw new OutOfReach(host, address);
            }
        }
        return addresses;
    }

    /// Gives the client only addresses that were checked, so that a name cannot lead elsewhere the second time.
    private record Checked(Reach reach) implements Dns {
        @Override
        public List<InetAddress> lookup(String host) throws UnknownHostException {
            return check(reach, host);
        }
    }

    /// The name leads where receivers may not be.
    private static final class OutOfReach extends UnknownHostException {
        OutOfReach(String host, InetAddress address) {
            super(host + " is " + address.getHostAddress()
                    + ", where no receiver may be; see notification.reach in the server's settings");
        }
    }
}
