package io.dotmac.agent.probe.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What is said in the clear before TLS begins.
final class Greeting {
    private static final int MAX_LINE = 1_000;
    private static final int MAX_LINES = 100;
    private static final int SSL_REQUEST = 80_877_103;

    private Greeting() {}

    static void say(String starttls, InputStream in, OutputStream out) throws IOException {
        switch (starttls) {
            case "smtp" -> smtp(in, out);
            case "postgresql" -> postgresql(in, out);
            default -> {
                // TLS from the first byte.
            }
        }
    }

    private static void smtp(InputStream in, OutputStream out) throws IOException {
        expect(reply(in), "220", "greeting");
        out.write("EHLO dotmac-agent\r\n".getBytes(StandardCharsets.US_ASCII));
        String capabilities = reply(in);
        expect(capabilities, "250", "EHLO");
        if (!capabilities.toUpperCase(java.util.Locale.ROOT).contains("STARTTLS")) {
            throw new ProtocolException("offers no STARTTLS");
        }
        out.write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
        expect(reply(in), "220", "STARTTLS");
    }

    private static void postgresql(InputStream in, OutputStream out) throws IOException {
        out.write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
        int answer = in.read();
        if (answer != 'S') {
            throw new ProtocolException(answer == 'N' ? "offers no TLS" : "does not speak PostgreSQL");
        }
    }

    private static void expect(String reply, String code, String step) throws ProtocolException {
        if (!reply.startsWith(code)) {
            throw new ProtocolException("answers "
                    + (reply.isEmpty() ? "nothing" : reply.lines().findFirst().orElse("")) + " to " + step);
        }
    }

    /// All lines of one reply; byte by byte, for what follows belongs to TLS.
    private static String reply(InputStream in) throws IOException {
        StringBuilder reply = new StringBuilder();
        for (int lines = 0; lines < MAX_LINES; lines++) {
            String line = line(in);
            reply.append(line).append('\n');
            if (line.length() < 4 || line.charAt(3) != '-') {
                return reply.toString();
            }
        }
        throw new ProtocolException("a reply that does not end");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
            if (line.length() > MAX_LINE) {
                throw new ProtocolException("a line that does not end");
            }
        }
        return line.toString();
    }
}
