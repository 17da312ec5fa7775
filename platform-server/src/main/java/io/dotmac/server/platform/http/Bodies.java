package io.dotmac.server.platform.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Reads request bodies within bounds, on the wire and after inflation, so that a small bomb cannot fill the memory.
final class Bodies {
    /// Most bytes of a body on the wire.
    static final int LIMIT = 1 << 20;

    private Bodies() {}

    static byte[] read(Incoming request, int limit, int inflatedLimit) {
        request.header("Content-Length").ifPresent(text -> {
            if (text.length() > 10 || Long.parseLong(text) > limit) {
                throw Refusal.tooLarge("body has " + text + " bytes, at most " + limit);
            }
        });
        Optional<String> encoding = request.header("Content-Encoding")
                .map(text -> text.strip().toLowerCase(Locale.ROOT))
                .filter(text -> !text.equals("identity"));
        try (InputStream body = new Limited(request.body(), limit)) {
            if (encoding.isEmpty()) {
                return body.readAllBytes();
            }
            if (!encoding.get().equals("gzip")) {
                throw Refusal.of(
                        415,
                        "UNSUPPORTED_ENCODING",
                        "Content-Encoding is " + encoding.get() + ", must be gzip or absent");
            }
            return inflate(body, inflatedLimit);
        } catch (ZipException | java.io.EOFException e) {
            throw Refusal.malformed("body is not whole gzip");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] inflate(InputStream body, int limit) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(body, 8192)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(65_536);
            byte[] chunk = new byte[8192];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (out.size() + read > limit) {
                    throw Refusal.tooLarge("body inflates to more than " + limit + " bytes");
                }
                out.write(chunk, 0, read);
            }
            return out.toByteArray();
        }
    }

    /// Refuses to read on beyond a number of bytes.
    private static final class Limited extends java.io.FilterInputStream {
        private final int limit;
        private int count;

        Limited(InputStream in, int limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) {
            count += read;
            if (count > limit) {
                throw Refusal.tooLarge("body has more than " + limit + " bytes");
            }
        }
    }
}
