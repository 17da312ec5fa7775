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
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A web server that says it is well, with TLS by a certificate of its own and without.
final class WebPair implements AutoCloseable {
    private static final String PASSWORD = "on-loopback-only";

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
        Path store = folder.resolve("web.p12");
        Path authority = folder.resolve("web.pem");
        List<String> key = List.of("-alias", "web", "-keystore", store.toString(), "-storepass", PASSWORD);
        keytool(
                key,
                List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost"),
                List.of("-ext", "san=dns:localhost", "-validity", "365"));
        keytool(key, List.of("-exportcert", "-rfc"), List.of("-file", authority.toString()));
        try {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpsServer secure = HttpsServer.create(any, 50);
            secure.setHttpsConfigurator(new HttpsConfigurator(context(store)));
            return new WebPair(HttpServer.create(any, 50), secure, authority);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void keytool(List<String> key, List<String> what, List<String> more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(what);
        command.addAll(key);
        command.addAll(more);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool ended with " + process.exitValue());
        }
    }

    private static SSLContext context(Path store) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
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
