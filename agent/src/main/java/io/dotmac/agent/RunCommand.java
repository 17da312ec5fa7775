package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dotmac-agent run`: probes and reports until it is told to stop.
@Command(name = "run", description = "Probe and report until stopped.")
final class RunCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(RunCommand.class.getName());

    @Mixin
    private ConfigOption config = new ConfigOption();

    /// The command, where nothing but a file is said, as services do.
    static Optional<RunCommand> plain(String... arguments) {
        boolean named = arguments.length == 3 && List.of("-c", "--config").contains(arguments[1]);
        if ((arguments.length != 1 && !named) || !arguments[0].equals("run")) {
            return Optional.empty();
        }
        RunCommand command = new RunCommand();
        if (named) {
            command.config = new ConfigOption(Path.of(arguments[2]));
        }
        return Optional.of(command);
    }

    @Override
    public Integer call() throws InterruptedException {
        AgentConfig local = config.load();
        Agent agent =
                local.server() == null && local.metrics() != null ? Agent.local(local) : Agent.linked(config.source());
        AgentConfig loaded = agent.config();
        Runnable end = () -> {
            agent.close();
            // The JDK's logging stops as soon as the process is told to end; the last line must show all the same.
            PrintWriter err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
            err.print(Main.logLine("INFO", "agent stopped node=" + loaded.nodeName()));
            err.flush();
            // Asked to stop, it did: no failure.
            Runtime.getRuntime().halt(0);
        };
        Thread stop = Thread.ofPlatform().name("stop").unstarted(end);
        agent.start();
        try {
            Runtime.getRuntime().addShutdownHook(stop);
        } catch (IllegalStateException e) {
            // Told to end while it began.
            end.run();
        }
        LOG.log(
                System.Logger.Level.INFO,
                "agent runs node={0} version={1} targets={2}",
                loaded.nodeName(),
                Version.TEXT,
                loaded.targets().size());
        Optional<String> revoked = agent.awaitRevoked();
        if (revoked.isEmpty()) {
            // The hook is at work and ends the process.
            stop.join();
            return 0;
        }
        Runtime.getRuntime().removeShutdownHook(stop);
        agent.close();
        return Main.NO_PERMISSION;
    }
}
