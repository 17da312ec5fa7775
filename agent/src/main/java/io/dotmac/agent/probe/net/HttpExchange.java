package io.dotmac.agent.probe.net;

import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.TimedSocket;
import io.dotmac.agent.probe.tls.Trust;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// One HTTP/1.1 exchange (RFC 9112) on a connection of its own, which no client's pool, cache or helper thread has a
/// part in: each phase is measured, and an agent that does hundreds of them a minute does them at half of what a client
/// for all purposes takes.
///
/// @param answer with its body
/// @param phases how long each took
/// @param session of TLS, where it was asked for
record HttpExchange(
        HttpAnswer answer, Phases phases, @Nullable SSLSession session) {
    /// Asks; ends when the check's time does.
    ///
    /// @param target says how
    /// @param url of the target, or where that leads
    /// @param begun the check's start, monotonic
    /// @param millis that the check may take
    static HttpExchange with(TargetConfig.Http target, HttpUrl url, Addresses addresses, long begun, long millis)
            throws IOException, GeneralSecurityException {
        Phases phases = new Phases();
        List<InetAddress> resolved = addresses.of(url.host(), Deadline.of(begun, millis));
        phases.end("resolve");
        try (TimedSocket plain = addresses.connect(url.host(), resolved, url.port(), begun, millis)) {
            phases.end("connect");
            byte[] request = request(target, url);
            if (!url.isHttps()) {
                return talk(plain, request, target.method(), phases, null);
            }
            try (SSLSocket secure = secured(plain, target, url)) {
                secure.startHandshake();
                phases.end("tls");
                return talk(secure, request, target.method(), phases, secure.getSession());
            }
        }
    }

    /// By a context of its own: a session that is taken up again shows the certificate of then, not of now.
    private static SSLSocket secured(Socket plain, TargetConfig.Http target, HttpUrl url)
            throws IOException, GeneralSecurityException {
        SSLSocketFactory factory = Trust.of(target.caFile()).context().getSocketFactory();
        SSLSocket secure = (SSLSocket) factory.createSocket(plain, url.host(), url.port(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        return secure;
    }

    private static HttpExchange talk(
            Socket socket, byte[] request, String method, Phases phases, @Nullable SSLSession session)
            throws IOException {
        socket.getOutputStream().write(request);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        in.mark(1);
        in.read();
        in.reset();
        phases.end("processing");
        HttpAnswer head = HttpAnswer.head(in);
        HttpAnswer answer = method.equals("HEAD") ? head : head.withBody(in);
        phases.end("transfer");
        return new HttpExchange(answer, phases, session);
    }

    /// Headers may carry a secret: they go to the configured host alone.
    private static byte[] request(TargetConfig.Http target, HttpUrl url) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String host = url.host().contains(":") ? "[" + url.host() + "]" : url.host();
        boolean usual = url.port() == HttpUrl.defaultPort(url.scheme());
        all.put("Host", usual ? host : host + ":" + url.port());
        all.put("User-Agent", "dotmac-agent");
        if (url.host().equals(target.url().host()) && url.port() == target.url().port()) {
            all.putAll(target.headers());
        }
        all.put("Connection", "close");
        String query = url.encodedQuery();
        StringBuilder text = new StringBuilder(target.method())
                .append(' ')
                .append(url.encodedPath())
                .append(query == null ? "" : "?" + query)
                .append(" HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
