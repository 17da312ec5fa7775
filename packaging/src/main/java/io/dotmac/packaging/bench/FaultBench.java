package io.dotmac.packaging.bench;

import io.dotmac.packaging.demo.Demo;
import io.dotmac.packaging.headless.Attachment;
import io.dotmac.packaging.headless.HeadlessDesktop;
import io.dotmac.packaging.headless.HeadlessTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/// P6: Redis is killed, again and again, and both consoles' screens are read until each shows it.
final class FaultBench {
    private static final int KILLS = 50;
    private static final String CELL = "matrix-cell-" + Demo.APPLICATION_NODE + "-redis";
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Demo demo;
    private final Path scratch;

    FaultBench(Demo demo, Path scratch) {
        this.demo = demo;
        this.scratch = scratch;
    }

    List<Figure> run() throws IOException, InterruptedException {
        Histogram terminalMillis = new Histogram(3);
        Histogram desktopMillis = new Histogram(3);
        try (Attachment first = Attachment.open(demo, scratch.resolve("terminal"));
                Attachment second = Attachment.open(demo, scratch.resolve("desktop"));
                HeadlessTerminal terminal = HeadlessTerminal.start(first);
                HeadlessDesktop desktop = HeadlessDesktop.start(second)) {
            BooleanSupplier terminalShows = () -> terminal.text().contains("Redis sessions down");
            BooleanSupplier desktopShows = () -> desktop.spoken(CELL).contains("critical");
            until(() -> desktop.spoken(CELL).contains("ok") && !terminalShows.getAsBoolean());
            for (int kill = 0; kill < KILLS; kill++) {
                long began = System.nanoTime();
                demo.killRedis();
                record(began, terminalShows, terminalMillis, desktopShows, desktopMillis);
                demo.restoreRedis();
                until(() -> desktop.spoken(CELL).contains("ok") && !terminalShows.getAsBoolean());
            }
        }
        return List.of(figure("terminal", terminalMillis), figure("desktop", desktopMillis));
    }

    private static void record(
            long began,
            BooleanSupplier terminalShows,
            Histogram terminalMillis,
            BooleanSupplier desktopShows,
            Histogram desktopMillis) {
        boolean terminalSeen = false;
        boolean desktopSeen = false;
        while (!terminalSeen || !desktopSeen) {
            long millis = (System.nanoTime() - began) / 1_000_000;
            if (!terminalSeen && terminalShows.getAsBoolean()) {
                terminalSeen = true;
                terminalMillis.recordValue(millis);
            }
            if (!desktopSeen && desktopShows.getAsBoolean()) {
                desktopSeen = true;
                desktopMillis.recordValue(millis);
            }
            giveUpAfterPatience(began);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void until(BooleanSupplier condition) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            giveUpAfterPatience(began);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static void giveUpAfterPatience(long began) {
        if (System.nanoTime() - began > PATIENCE_NANOS) {
            throw new IllegalStateException("a console does not show what it should after 30 s");
        }
    }

    private static Figure figure(String console, Histogram millis) {
        return new Figure(
                "P6",
                "redis killed → %s console, %d kills, median %d ms, max %d ms"
                        .formatted(
                                console, millis.getTotalCount(), millis.getValueAtPercentile(50), millis.getMaxValue()),
                "",
                "p95 %d ms".formatted(millis.getValueAtPercentile(95)),
                "",
                "≤ 2 s");
    }
}
