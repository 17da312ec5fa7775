package io.dotmac.server;

import io.dotmac.server.platform.telemetry.Logging;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Serves until it is told to stop.
@Command(name = "run-all-in-one", description = "Serves HTTP, WebSockets and background work in one process.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger(RunCommand.class.getName());

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws InterruptedException {
        ServerConfig settings = config.read();
        Logging.start(settings.logger());
        Platform platform = new Platform(settings, Clock.systemUTC());
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> {
            stop.countDown();
            platform.stopping();
            await(stopped);
            // The virtual machine would end with 143 after a signal; an orderly end is no failure.
            Runtime.getRuntime().halt(0);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try (platform) {
            if (platform.start()) {
                stop.await();
            }
            LOG.log(Level.INFO, "stopping");
        } catch (RuntimeException e) {
            // Nothing to wait for: the process ends with what went wrong.
            Runtime.getRuntime().removeShutdownHook(hook);
            throw e;
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
