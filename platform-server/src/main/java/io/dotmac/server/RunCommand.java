package io.dotmac.server;

import io.dotmac.server.platform.http.HttpServer;
import io.dotmac.server.platform.telemetry.Logging;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Serves until it is told to stop.
@Command
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = System.getLogger(RunCommand.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(29);

    private final ServerProcess process;

    @Mixin
    private ConfigOption config = new ConfigOption();

    RunCommand(ServerProcess process) {
        this.process = process;
    }

    @Override
    public Integer call() throws InterruptedException {
        Thread.ofVirtual().name("warm-up").start(HttpServer::warmUp);
        ServerConfig settings = config.read();
        Logging.start(settings.logger());
        Platform platform = new Platform(settings, process, Clock.systemUTC());
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> {
            stop.countDown();
            platform.stopping();
            if (!isDone(stopped)) {
                LOG.log(Level.ERROR, "not stopped in time, cut off seconds={0}", LIMIT.toSeconds());
            }
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

    private static boolean isDone(CountDownLatch latch) {
        try {
            return latch.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
