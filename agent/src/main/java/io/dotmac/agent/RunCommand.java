package io.dotmac.agent;

import io.dotmac.agent.config.AgentConfig;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `dotmac-agent run`: probes and reports until it is told to stop.
@Command(name = "run", description = "Probe and report until stopped.")
final class RunCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(RunCommand.class.getName());

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws InterruptedException {
        AgentConfig local = config.load();
        Agent agent =
                local.server() == null && local.metrics() != null ? Agent.local(local) : Agent.linked(config.source());
        AgentConfig loaded = agent.config();
        Thread stop = Thread.ofPlatform().name("stop").unstarted(() -> {
            agent.close();
            // The JDK's logging stops as soon as the process is told to end; the last line must show all the same.
            PrintWriter err = spec.commandLine().getErr();
            err.print(Main.logLine("INFO", "agent stopped node=" + loaded.nodeName()));
            err.flush();
            // Asked to stop, it did: no failure.
            Runtime.getRuntime().halt(0);
        });
        agent.start();
        Runtime.getRuntime().addShutdownHook(stop);
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
