package io.dotmac.packaging.bench;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A web server that says it is well, with TLS by a certificate of its own and without.
final class WebPair implements AutoCloseable {
    private final HttpServer plain;
    private final HttpsServer secure;
    private final Path authority;
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    private WebPair(HttpServer plain, HttpsServer secure, Path authority) {
        this.plain = plain;
        this.secure = secure;
        this.authority = authority;
        for (HttpServer one : List.of(plain, secure)) {
            one.setExecutor(executor);
            one.createContext("/", well());
            one.start();
        }
    }

    static WebPair start(Path folder) throws IOException, InterruptedException {
        OwnCertificate own = OwnCertificate.in(folder);
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpsServer secure = HttpsServer.create(any, 50);
            secure.setHttpsConfigurator(new HttpsConfigurator(own.context()));
            return new WebPair(HttpServer.create(any, 50), secure, own.certificate());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static HttpHandler well() {
        byte[] body = "{\"status\":\"UP\"}\n".getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        };
    }

    String url() {
        return "http://127.0.0.1:" + plain.getAddress().getPort() + "/";
    }

    int securePort() {
        return secure.getAddress().getPort();
    }

    /// The certificate, which is its own authority.
    Path authority() {
        return authority;
    }

    @Override
    public void close() {
        plain.stop(0);
        secure.stop(0);
        executor.shutdownNow();
    }
}
