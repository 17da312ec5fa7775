package io.dotmac.packaging.demo;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Carries out what the `demo-*` targets ask of a running demo; one order at a time.
final class Orders implements AutoCloseable {
    private static final int LAG_SECONDS = 30;

    private final Demo demo;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("demo-orders").factory());
    private @Nullable ScheduledFuture<?> resume;

    Orders(Demo demo) {
        this.demo = demo;
    }

    /// Does what `order` says and returns the line to print.
    synchronized String obey(String order) throws IOException, InterruptedException {
        return switch (order) {
            case "lag" -> lag();
            case "kill-redis" ->
                demo.caches().kill() ? "Redis was killed; make demo-restore brings it back" : "Redis is already away";
            case "restore" -> restore();
            default -> throw new IllegalArgumentException("order is " + order + ", must be lag, kill-redis or restore");
        };
    }

    private String lag() {
        demo.databases().pauseReplay();
        cancelResume();
        resume = clock.schedule(() -> demo.databases().resumeReplay(), LAG_SECONDS, TimeUnit.SECONDS);
        return "replay on the standby is paused for " + LAG_SECONDS + " s";
    }

    private String restore() throws IOException {
        cancelResume();
        demo.databases().resumeReplay();
        boolean wasAway = demo.caches().restore();
        return "replay goes on" + (wasAway ? ", Redis is back" : ", Redis was there all along");
    }

    private void cancelResume() {
        if (resume != null) {
            resume.cancel(false);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
