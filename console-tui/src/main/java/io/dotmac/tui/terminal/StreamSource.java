package io.dotmac.tui.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Characters of a byte stream that can say how much is there, as a terminal's can.
final class StreamSource implements KeyDecoder.Source {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Reader reader;

    /// @param in UTF-8
    StreamSource(InputStream in) {
        this.reader = new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    @Override
    public int read(long millis) throws IOException {
        if (millis < 0) {
            return reader.read();
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!reader.ready()) {
            if (System.nanoTime() >= end) {
                return -2;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return reader.read();
    }
}
