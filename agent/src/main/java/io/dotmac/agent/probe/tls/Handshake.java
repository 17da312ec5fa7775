package io.dotmac.agent.probe.tls;

import io.dotmac.agent.config.NetTarget;
import io.dotmac.agent.probe.TimedSocket;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// What a server showed in a handshake that believed everything: only so is a bad chain seen whole.
///
/// @param chain as served, the server's own certificate first
/// @param protocol that was agreed
/// @param cipher that was agreed
/// @param stapled whether a proof of validity came along
record Handshake(List<X509Certificate> chain, String protocol, String cipher, boolean stapled) {
    Handshake {
        chain = List.copyOf(chain);
    }

    /// @param begun the check's start, monotonic
    /// @param millis that the check may take
    static Handshake with(NetTarget.Tls target, long begun, long millis) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Credulous()}, null);
        try (TimedSocket plain = new TimedSocket(begun, millis)) {
            plain.connect(plain.deadline().address(target.host()), target.port());
            Greeting.say(target.starttls(), plain.getInputStream(), plain.getOutputStream());
            try (SSLSocket secure = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, target.serverName(), target.port(), true)) {
                SSLParameters parameters = secure.getSSLParameters();
                if (!target.serverName().matches("[0-9.]+|.*:.*")) {
                    parameters.setServerNames(List.of(new SNIHostName(target.serverName())));
                }
                secure.setSSLParameters(parameters);
                secure.startHandshake();
                return of(secure.getSession());
            }
        }
    }

    private static Handshake of(SSLSession session) throws IOException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : session.getPeerCertificates()) {
            if (certificate instanceof X509Certificate x509) {
                chain.add(x509);
            }
        }
        boolean stapled = session instanceof ExtendedSSLSession extended
                && !extended.getStatusResponses().isEmpty();
        return new Handshake(chain, session.getProtocol(), session.getCipherSuite(), stapled);
    }

    /// Believes everything: nothing is sent over its connections, and what it saw is judged afterwards.
    private static final class Credulous extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
