package io.dotmac.packaging.demo;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/// `make run`: starts the demo, opens the terminal console where there is a terminal, else runs until stopped.
@Command(name = "run", description = "Start the demo and keep it running.")
public final class RunCommand implements Callable<Integer> {
    private final PrintStream out = System.out;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = Places.folder();
        Thread stopper = Thread.ofPlatform().name("demo-stop").unstarted(this::stop);
        try (DemoFolder folder = DemoFolder.open(root)) {
            Runtime.getRuntime().addShutdownHook(stopper);
            return run(folder);
        } catch (IllegalStateException e) {
            System.err.println("demo: " + e.getMessage());
            return 1;
        } finally {
            stopped.countDown();
        }
    }

    @SuppressWarnings("try") // the control socket works by being open
    private int run(DemoFolder folder) throws IOException, InterruptedException {
        out.println("DotMac Ops demo, data in " + folder.root());
        long begin = System.nanoTime();
        try (Demo demo = Demo.start(folder, Ports::usual, line -> out.println("  " + line));
                Orders orders = new Orders(demo);
                ControlSocket control = ControlSocket.open(DemoFolder.control(folder.root()), orders)) {
            DemoInfo info = demo.info();
            info.write(Places.info());
            long seconds = (System.nanoTime() - begin) / 1_000_000_000L;
            out.println("ready after " + seconds + " s");
            show(info);

            if (!hasTerminal()) {
                stopAsked.await();
                return 0;
            }
            Attach.terminal(info);
            return 0;
        } finally {
            Files.deleteIfExists(Places.info());
            out.println("demo stopped; the next make run finds its data again");
        }
    }

    private static boolean hasTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }

    private void show(DemoInfo info) {
        out.println();
        out.println("  server       " + info.serverUrl());
        for (DemoInfo.LogIn logIn : info.logIns()) {
            out.printf("  %-12s %s  %s%n", logIn.role(), logIn.email(), logIn.password());
        }
        out.println();
        out.println("  make tui, make gui       look at it");
        out.println("  make demo-lag            pause replay on the standby for 30 s");
        out.println("  make demo-kill-redis     kill Redis; make demo-restore brings it back");
        out.println();
    }

    /// On ctrl-c or SIGTERM: asks the main thread to stop everything and waits until it has.
    private void stop() {
        stopAsked.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
