package io.dotmac.agent.collect.docker;

import com.github.dockerjava.transport.DockerHttpClient.Response;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The log of a container, line by line; of each line at most 16 KiB. Closing ends it from any thread.
///
/// Without a terminal the engine cuts both outputs into frames: one byte for which, three empty, four for the length.
public final class LogStream implements AutoCloseable {
    private static final int MAX_LINE = 16 << 10;
    private static final int STDERR = 2;

    private final Response response;
    private final boolean tty;
    private final DataInputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int left;
    private boolean error;

    /// A line.
    ///
    /// @param error whether it went to the error output
    /// @param text with the engine's time in front
    public record Line(boolean error, String text) {}

    LogStream(Response response, boolean tty) {
        this.response = response;
        this.tty = tty;
        InputStream body = response.getBody();
        this.in = new DataInputStream(new BufferedInputStream(body));
    }

    /// The next line; blocks until there is one, empty at the end.
    public Optional<Line> next() throws IOException {
        while (true) {
            if (!tty && left == 0 && !frame()) {
                return rest();
            }
            int each = in.read();
            if (each < 0) {
                return rest();
            }
            left--;
            if (each == '\n') {
                return Optional.of(take());
            }
            if (line.size() < MAX_LINE) {
                line.write(each);
            }
        }
    }

    private boolean frame() throws IOException {
        try {
            while (left == 0) {
                boolean wasError = error;
                error = in.readUnsignedByte() == STDERR;
                in.skipNBytes(3);
                left = in.readInt();
                if (line.size() > 0 && wasError != error) {
                    line.write(' ');
                }
            }
            return true;
        } catch (EOFException e) {
            return false;
        }
    }

    private Optional<Line> rest() {
        return line.size() == 0 ? Optional.empty() : Optional.of(take());
    }

    private Line take() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        return new Line(error, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    @Override
    public void close() {
        response.close();
    }
}
