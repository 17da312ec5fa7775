package io.dotmac.agent.doctor;

import io.dotmac.agent.config.ServerConfig;
import io.dotmac.agent.probe.Faults;
import io.dotmac.model.fleet.ErrorClass;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// What it means that the server cannot be talked to, and what to do.
final class ReachFaults {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final int DEEPEST_CAUSE = 20;

    private ReachFaults() {}

    static Advice advice(ServerConfig server, IOException failure) {
        return failure instanceof SSLException tls ? encryption(server, tls) : connection(server, failure);
    }

    private static Advice encryption(ServerConfig server, SSLException failure) {
        String subject = "server certificate";
        String host = server.url().host();
        if (failure instanceof SSLPeerUnverifiedException) {
            return Advice.fail(
                    subject, "it is not for the name " + host, "use a name in server.url that the certificate is for");
        }
        if (caused(failure, CertificateExpiredException.class)) {
            return Advice.fail(subject, "it has expired", "renew it on the server, or set this machine's clock");
        }
        if (caused(failure, CertificateNotYetValidException.class)) {
            return Advice.fail(subject, "it is not valid yet", "set this machine's clock");
        }
        if (caused(failure, CertPathBuilderException.class)) {
            return Advice.fail(
                    subject,
                    "signed by no authority that is trusted here: not one of "
                            + (server.caFile() == null ? "the system" : server.caFile()),
                    "set server.ca-file to the certificate of the server's authority");
        }
        return Faults.classOf(failure) == ErrorClass.CERT
                ? Advice.fail(subject, "not accepted: " + line(failure), "look at the server's certificate")
                : noTls(server, line(failure));
    }

    private static Advice noTls(ServerConfig server, String why) {
        return Advice.fail(
                "server encryption",
                "no TLS with " + server.url().host() + ":" + server.url().port() + ": " + why,
                "correct the port of server.url, or its https:// where the server speaks plainly");
    }

    /// A server that speaks plainly may wait for the end of the line that it takes the greeting for.
    private static boolean listens(ServerConfig server) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(server.url().host(), server.url().port()), (int) CONNECT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Advice connection(ServerConfig server, IOException failure) {
        String address = server.url().host() + ":" + server.url().port();
        return switch (Faults.classOf(failure)) {
            case REFUSED ->
                Advice.fail(
                        "server",
                        address + " cannot be reached: nothing listens there",
                        "start the server, or correct host and port of server.url");
            case TIMEOUT ->
                server.url().isHttps() && listens(server)
                        ? noTls(server, "it lets in and says nothing")
                        : Advice.fail(
                                "server",
                                address + " cannot be reached: no answer in time",
                                "let outgoing TCP to port " + server.url().port()
                                        + " through the firewalls, or correct server.url");
            default ->
                Advice.fail(
                        "server",
                        address + " does not speak HTTP: " + line(failure),
                        "correct host and port of server.url, or its http:// where the server speaks TLS");
        };
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> kind) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (kind.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static String line(Throwable failure) {
        String text = failure.getMessage();
        return text == null || text.isBlank()
                ? failure.getClass().getSimpleName()
                : text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
    }
}
