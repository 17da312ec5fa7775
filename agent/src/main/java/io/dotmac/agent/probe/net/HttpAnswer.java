package io.dotmac.agent.probe.net;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// An answer to an HTTP request, read as RFC 9112 has it, on a connection that ends with it.
final class HttpAnswer {
    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_LINE = 16 << 10;
    private static final int MAX_HEADERS = 256;
    private static final int MAX_ANSWERS = 20;

    private final String protocol;
    private final int status;
    private final List<Header> headers;
    private final byte[] body;

    private HttpAnswer(String protocol, int status, List<Header> headers, byte[] body) {
        this.protocol = protocol;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /// A header as it came, without the blanks around.
    private record Header(String name, String value) {}

    /// `http/1.1` or `http/1.0`.
    String protocol() {
        return protocol;
    }

    int status() {
        return status;
    }

    /// Its first MiB; a transfer coding is taken off, a content coding is not.
    byte[] body() {
        return body;
    }

    /// The first header of that name.
    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /// Reads the status line and headers, after those of interim answers.
    ///
    /// @param in at the beginning of an answer
    static HttpAnswer head(InputStream in) throws IOException {
        for (int answers = 0; answers < MAX_ANSWERS; answers++) {
            String line = line(in);
            if (!line.startsWith("HTTP/1.") || line.length() < 12 || (line.length() > 12 && line.charAt(12) != ' ')) {
                throw new ProtocolException("no HTTP/1.1 status line");
            }
            int status = (int) number(line.substring(9, 12), 10);
            List<Header> headers = headers(in);
            if (status < 100) {
                throw new ProtocolException("no status of three digits");
            }
            if (status >= 200 || status == 101) {
                return new HttpAnswer(line.substring(0, 8).toLowerCase(Locale.ROOT), status, headers, new byte[0]);
            }
        }
        throw new ProtocolException("one interim answer after the other");
    }

    private static List<Header> headers(InputStream in) throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || headers.size() == MAX_HEADERS) {
                throw new ProtocolException(colon <= 0 ? "a header without a name" : "too many headers");
            }
            headers.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    /// The same with the body, which a `HEAD` request has not.
    ///
    /// @param in at the end of the headers
    HttpAnswer withBody(InputStream in) throws IOException {
        if (status == 204 || status == 304 || status < 200) {
            return this;
        }
        boolean chunked = header("Transfer-Encoding")
                .map(coding -> coding.toLowerCase(Locale.ROOT).endsWith("chunked"))
                .orElse(false);
        OptionalLong length = chunked ? OptionalLong.empty() : length();
        byte[] read = chunked ? chunks(in) : in.readNBytes((int) Math.min(MAX_BODY, length.orElse(MAX_BODY)));
        if (length.isPresent() && read.length < Math.min(MAX_BODY, length.getAsLong())) {
            throw new EOFException("the body ends early");
        }
        return new HttpAnswer(protocol, status, headers, read);
    }

    private OptionalLong length() throws ProtocolException {
        Optional<String> text = header("Content-Length");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number(text.get(), 10));
    }

    private static long number(String text, int radix) throws ProtocolException {
        try {
            boolean signed = text.startsWith("+") || text.startsWith("-");
            return Long.parseLong(signed ? "" : text, radix);
        } catch (NumberFormatException e) {
            throw new ProtocolException("no number where there must be one");
        }
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (body.size() < MAX_BODY) {
            String size = line(in);
            int extension = size.indexOf(';');
            long length = number((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            if (length == 0) {
                return body.toByteArray();
            }
            int wanted = (int) Math.min(length, MAX_BODY - body.size());
            byte[] chunk = in.readNBytes(wanted);
            body.write(chunk);
            if (chunk.length < wanted) {
                throw new EOFException("the body ends early");
            }
            if (wanted == length && !line(in).isEmpty()) {
                throw new ProtocolException("a chunk longer than its size");
            }
        }
        return body.toByteArray();
    }

    /// Up to the end of a line, which is left out.
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the answer ends early");
            }
            if (line.size() == MAX_LINE) {
                throw new ProtocolException("a line too long");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
