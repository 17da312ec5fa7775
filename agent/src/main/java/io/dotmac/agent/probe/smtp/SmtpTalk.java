package io.dotmac.agent.probe.smtp;

import io.dotmac.agent.probe.TimedSocket;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One talk with a mail server, line by line. Used by one thread.
final class SmtpTalk implements AutoCloseable {
    private static final int MAX_LINE = 2_000;
    private static final int MAX_LINES = 100;

    private Socket socket;

    private SmtpTalk(Socket socket) {
        this.socket = socket;
    }

    /// @param begun the check's start, monotonic
    /// @param millis that the whole talk may take
    static SmtpTalk open(String host, int port, long begun, long millis) throws IOException {
        TimedSocket socket = new TimedSocket(begun, millis);
        try {
            socket.connect(socket.deadline().address(host), port);
            return new SmtpTalk(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// Goes on under TLS, with the server's certificate verified.
    void secure(String host) throws IOException {
        SSLSocket secure = (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(socket, host, socket.getPort(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        socket = secure;
    }

    String say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return reply();
    }

    /// All lines of one reply.
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        for (int lines = 0; lines < MAX_LINES; lines++) {
            String line = line();
            if (!line.matches("[2-5][0-9]{2}([ -].*)?")) {
                throw new ProtocolException("it says " + (line.isEmpty() ? "nothing" : "something else"));
            }
            reply.append(line).append('\n');
            if (line.length() < 4 || line.charAt(3) != '-') {
                return reply.toString();
            }
        }
        throw new ProtocolException("a reply that does not end");
    }

    private String line() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append(next < ' ' || next > '~' ? '?' : (char) next);
            }
            if (line.length() > MAX_LINE) {
                throw new ProtocolException("a line that does not end");
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
