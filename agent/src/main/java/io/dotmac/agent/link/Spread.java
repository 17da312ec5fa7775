package io.dotmac.agent.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Over how long the agents of this fleet come back after the server was away, as it said last. Kept in the state
/// folder,
/// for an agent may start anew while the server is away. Safe for use by several threads.
final class Spread {
    private static final System.Logger LOG = System.getLogger(Spread.class.getName());
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long WORTH_WRITING_SHARE = 8;

    private final Path file;
    private volatile Duration length;
    private long writtenMillis;

    private Spread(Path file, long millis) {
        this.file = file;
        this.length = bounded(millis);
        this.writtenMillis = length.toMillis();
    }

    /// What was kept; nothing when there is none, or none that can be read.
    static Spread keptIn(Path stateDir) {
        Path file = stateDir.resolve("return-spread");
        try {
            return new Spread(
                    file,
                    Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0);
        } catch (IOException | NumberFormatException e) {
            LOG.log(System.Logger.Level.DEBUG, "spread cannot be read file={0} cause={1}", file, e.toString());
            return new Spread(file, 0);
        }
    }

    private static Duration bounded(long millis) {
        return Duration.ofMillis(Math.clamp(millis, 0, LONGEST.toMillis()));
    }

    /// As it is now.
    Duration length() {
        return length;
    }

    /// The server says it with every receipt; written down only when it moved by an eighth.
    synchronized void told(long millis) {
        length = bounded(millis);
        long now = length.toMillis();
        if (Math.abs(now - writtenMillis) * WORTH_WRITING_SHARE <= writtenMillis) {
            return;
        }
        try {
            Files.writeString(file, Long.toString(now));
            writtenMillis = now;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "spread cannot be kept file={0} cause={1}", file, e.toString());
        }
    }
}
