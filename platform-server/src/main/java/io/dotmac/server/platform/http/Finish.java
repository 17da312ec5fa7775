package io.dotmac.server.platform.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Puts an answer on the wire: security headers, those of the call, cross-origin headers, compression.
final class Finish {
    private static final List<Header> SECURITY = List.of(
            HeaderValues.createCached("X-Content-Type-Options", "nosniff"),
            HeaderValues.createCached("X-Frame-Options", "DENY"),
            HeaderValues.createCached("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            HeaderValues.createCached("Referrer-Policy", "no-referrer"),
            HeaderValues.createCached("Cache-Control", "no-store"),
            HeaderValues.createCached("Strict-Transport-Security", "max-age=31536000"),
            HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"),
            HeaderValues.createCached("Permissions-Policy", "camera=(), geolocation=(), microphone=()"));
    private static final int GZIP_FROM = 1_024;
    private static final List<String> PACKED =
            List.of("application/json", "application/problem+json", "text/", "application/javascript");

    private final Origins origins;

    Finish(Origins origins) {
        this.origins = origins;
    }

    /// Headers that every answer has.
    static List<Header> security() {
        return SECURITY;
    }

    void send(Call call, Answer whole, ServerResponse response) {
        Answer answer = wantsProblem(call, whole) ? Problems.asProblem(whole) : whole;
        response.status(answer.status());
        response.header("X-Request-Id", call.id());
        SECURITY.forEach(response::header);
        origins.headers(call.header("Origin")).forEach((name, value) -> put(response, name, value));
        call.answerHeaders().forEach((name, value) -> put(response, name, value));
        answer.headers().forEach((name, value) -> put(response, name, value.split("\n", -1)));
        if (!answer.contentType().isEmpty()) {
            response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        }
        if (packs(call, answer)) {
            response.header("Content-Encoding", "gzip");
            response.header("Vary", origins.trusted().isEmpty() ? "Accept-Encoding" : "Accept-Encoding, Origin");
            response.send(gzip(answer.body()));
            return;
        }
        if (answer.stream().isPresent()) {
            stream(answer.stream().get(), response);
            return;
        }
        response.send(answer.body());
    }

    /// Nothing in a value may end its line, or the other side would read what follows as another header.
    private static void put(ServerResponse response, String name, String... values) {
        for (String value : values) {
            for (int i = 0; i < value.length(); i++) {
                char one = value.charAt(i);
                if ((one < ' ' && one != '\t') || one == 0x7f) {
                    throw new IllegalStateException("header " + name + " has a control character");
                }
            }
        }
        response.header(name, values);
    }

    private static void stream(Answer.Stream stream, ServerResponse response) {
        try {
            OutputStream out = response.outputStream();
            stream.writeTo(out);
            out.close(); // only now: closing tells the other side that this is all
        } catch (IOException | RuntimeException e) {
            throw new CloseConnectionException("the answer broke off", e);
        }
    }

    private static boolean wantsProblem(Call call, Answer answer) {
        return answer.status() >= 400
                && call.header("Accept")
                        .filter(text -> text.contains(Problems.PROBLEM_JSON))
                        .isPresent();
    }

    private static boolean packs(Call call, Answer answer) {
        if (answer.body().length <= GZIP_FROM
                || answer.headers().containsKey("Content-Encoding")
                || PACKED.stream().noneMatch(answer.contentType()::startsWith)) {
            return false;
        }
        Optional<String> accepted = call.header("Accept-Encoding");
        return accepted.isPresent()
                && Arrays.stream(accepted.get().toLowerCase(Locale.ROOT).split(","))
                        .map(one -> one.replace(" ", ""))
                        .anyMatch(one -> one.startsWith("gzip") && !one.matches("gzip;q=0(\\.0*)?"));
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4);
        try (GZIPOutputStream out = new Fast(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// JSON shrinks nearly as well at the lowest level, in a third of the time.
    private static final class Fast extends GZIPOutputStream {
        Fast(ByteArrayOutputStream out) throws IOException {
            super(out, 8_192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
