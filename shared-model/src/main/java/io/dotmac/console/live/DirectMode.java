package io.dotmac.console.live;

import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.model.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Starts the console's own probes when the server has been away for a moment, stops them when it is back.
///
/// Safe for several threads.
final class DirectMode implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectMode.class.getName());
    private static final Duration AFTER = Duration.ofSeconds(2);

    private final List<DirectSource> sources;
    private final Tasks tasks;
    private final Connection connection;
    private final Consumer<Report> sink;
    private Subscription pending = () -> {};
    private @Nullable AutoCloseable running;
    private boolean waiting;
    private boolean closed;

    DirectMode(List<DirectSource> sources, Tasks tasks, Connection connection, Consumer<Report> sink) {
        this.sources = sources;
        this.tasks = tasks;
        this.connection = connection;
        this.sink = sink;
    }

    /// The server is away; hearing it again and again changes nothing.
    synchronized void away() {
        if (waiting || running != null || closed || sources.isEmpty()) {
            return;
        }
        waiting = true;
        pending = tasks.after(AFTER, this::begin);
    }

    /// The server is back.
    void back() {
        AutoCloseable handle;
        synchronized (this) {
            pending.close();
            waiting = false;
            handle = running;
            running = null;
        }
        if (handle != null) {
            connection.direct(false);
            tasks.run(() -> stop(handle));
        }
    }

    @Override
    public void close() {
        AutoCloseable handle;
        synchronized (this) {
            closed = true;
            pending.close();
            handle = running;
            running = null;
        }
        if (handle != null) {
            stop(handle);
        }
    }

    private synchronized void begin() {
        if (!waiting || closed) {
            return;
        }
        waiting = false;
        try {
            running = sources.getFirst().start(sink);
            connection.direct(true);
            LOG.log(System.Logger.Level.INFO, "direct mode started");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "direct mode cannot start", e);
        }
    }

    private static void stop(AutoCloseable handle) {
        try {
            handle.close();
            LOG.log(System.Logger.Level.INFO, "direct mode stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // AutoCloseable allows any; whatever it is, the probes are no longer listened to.
            LOG.log(System.Logger.Level.WARNING, "direct mode cannot stop", e);
        }
    }
}
